import type { ListedCatalogue } from '../../catalogue/listing/listed-catalogue.ts'
import type { ProductList } from '../../catalogue/listing/product-list.ts'
import { BadUserInputError, TextTooLongError } from '../../errors.ts'
import { withinTime } from '../../shared/time-limit.ts'
import { untilAborted } from '../../shared/until-aborted.ts'
import { SuggestionIndex, type Suggestions } from './suggestion-index.ts'

export interface SuggestServiceOptions {
  readonly listed: ListedCatalogue
  readonly maxTextLength: number
  readonly timeoutMs: number
}

interface Known { readonly list: ProductList, readonly index: SuggestionIndex }

const DEFAULT_FIRST = 5
const MAX_FIRST = 20

/** Suggests while a shopper types, without a model. */
export class SuggestService {
  readonly #options: SuggestServiceOptions
  #known: Known | undefined
  #making: { readonly list: ProductList, readonly known: Promise<Known> } | undefined

  constructor (options: SuggestServiceOptions) {
    this.#options = options
  }

  /** Rejects with TEXT_TOO_LONG, BAD_USER_INPUT, TIMEOUT, as the list does, or with the signal's reason. */
  async suggest (text: string, first = DEFAULT_FIRST, signal?: AbortSignal): Promise<Suggestions> {
    const { listed, maxTextLength, timeoutMs } = this.#options
    if (text.length > maxTextLength) throw new TextTooLongError(text.length, maxTextLength)
    if (first < 1 || first > MAX_FIRST) throw new BadUserInputError(`\`first\` is ${first}; give 1 to ${MAX_FIRST}.`)
    const ends = withinTime(timeoutMs, signal)
    const list = await listed.get('suggest', ends)
    return (await untilAborted(this.#indexOf(list), ends)).suggest(text, first)
  }

  /** The index of this list, or that of the one before while this one's is made. */
  async #indexOf (list: ProductList): Promise<SuggestionIndex> {
    const known = this.#known
    if (known?.list === list) return known.index
    const making = this.#make(list)
    return known?.index ?? (await making).index
  }

  #make (list: ProductList): Promise<Known> {
    if (this.#making?.list !== list) {
      const known = SuggestionIndex.of(list).then((index) => ({ list, index }))
      const making = { list, known }
      this.#making = making
      known.then((made) => { if (this.#making === making) this.#known = made }, () => {})
    }
    return this.#making!.known
  }
}
