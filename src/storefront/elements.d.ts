/** Elements of both pages by their id; `test/storefront/elements.test.ts` compares them with the HTML. */
export interface PageElements
  extends
  Record<
      'q' | 'without' | 'cutoff' | 'weight' | 'file' | 'camera' | 'picker-field' | 'use-keys' | 'key-field',
      HTMLInputElement
    >,
  // Made by filters.js.
  Record<'price-min' | 'price-max', HTMLInputElement>,
  Record<'dimension' | 'sort' | 'variety' | 'attribute' | 'decision' | 'taxonomy', HTMLSelectElement>,
  Record<'inspect' | 'clear' | 'choose' | 'choose-too' | 'shoot' | 'open-filters' | 'more', HTMLButtonElement>,
  Record<'open-recent' | 'open-help' | 'undo' | 'next' | 'accept-all' | 'leave', HTMLButtonElement>,
  Record<'region' | 'drawer' | 'closer' | 'picker' | 'recent' | 'help' | 'key', HTMLDialogElement>,
  Record<'home' | 'graphiql', HTMLAnchorElement>,
  Record<'form' | 'key-form', HTMLFormElement>,
  Record<
      'filters' | 'results' | 'heading' | 'status' | 'notes' | 'active' | 'notice' | 'grid' | 'chips' | 'mix' | 'weight-value',
      HTMLElement
    >,
  Record<
      'suggestions' | 'samples' | 'examples' | 'more-problem' | 'about' | 'dropzone' | 'drawer-body' | 'closer-body',
      HTMLElement
    >,
  Record<
      'desk' | 'photo' | 'title' | 'facts' | 'asking' | 'questions' | 'unsaved' | 'progress' | 'waiting' | 'saved',
      HTMLElement
    >,
  Record<'region-body' | 'next-name' | 'accept-all-name' | 'said' | 'taxonomy-field' | 'help-keys' | 'key-refused', HTMLElement>,
  Record<'picker-title' | 'picker-status' | 'picker-list' | 'recent-status' | 'recent-acceptance' | 'recent-list', HTMLElement> {}

/** What `el` sets on an element: its own properties, handlers that know their element, attributes with a hyphen. */
export type Properties<E> = {
  [Name in keyof E]?: Name extends `on${string}`
    ? ((event: Event & { readonly target: E }) => unknown) | null
    : E[Name] | null
} & { [Name in `${string}-${string}`]?: string } & { role?: string; for?: string }

/** What an element contains; text becomes text, and the values of a condition that does not hold become nothing. */
export type Child = Node | string | false | null | undefined
