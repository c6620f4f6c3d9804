// What is asked about a product, and what was answered: plain lists that are never changed, only replaced.

/**
 * The tags of a product as questions: the category, what was proposed, and what is open.
 * One is `{ id, attribute, value, confidence, decision, alternatives, evidence, verdict, replacement }`; `value` is absent where none was proposed.
 */
export function questionsOf ({ category, tags, abstained }, only) {
  const { path, ...rest } = category
  const all = [
    question({ ...rest, attribute: 'category', value: path ?? undefined }),
    ...tags.map(question),
    // Without a likely value it is not even known whether the attribute applies.
    ...abstained.filter(({ alternatives }) => alternatives.length > 0).map((open) => question({ ...open, decision: 'ABSTAINED', evidence: [] }))
  ]
  return only ? all.filter(({ attribute }) => attribute === only) : all
}

function question ({ attribute, value, ...rest }) {
  return { id: `${attribute}: ${value ?? ''}`, attribute, value, ...rest }
}

/** The same answer again takes it away. A replacement that is the value itself accepts it. */
export function answer (questions, id, given) {
  return questions.map((one) => {
    if (one.id !== id) return one
    const { verdict, replacement } = given.replacement !== undefined && given.replacement === one.value ? { verdict: 'ACCEPT' } : given
    const isSame = one.verdict === verdict && one.replacement === replacement
    return { ...one, verdict: isSame ? undefined : verdict, replacement: isSame ? undefined : replacement }
  })
}

/** A further value of an attribute that can have several. */
export function addValue (questions, attribute, replacement) {
  const isThere = questions.some((one) => one.attribute === attribute && finalValue(one) === replacement)
  const last = questions.findLastIndex((one) => one.attribute === attribute)
  const added = { id: `${attribute}+ ${replacement}`, attribute, value: undefined, decision: 'ADDED', alternatives: [], evidence: [], verdict: 'REPLACE', replacement }
  return isThere ? questions : questions.toSpliced(last + 1, 0, added)
}

export function acceptRest (questions) {
  return questions.map((one) => one.value !== undefined && !one.verdict ? { ...one, verdict: 'ACCEPT' } : one)
}

/** Questions asked anew under another category, with the answers that still fit. */
export function askedAnew (fresh, old) {
  const [category, ...rest] = fresh.map((one) => {
    const { verdict, replacement } = old.find(({ id }) => id === one.id) ?? {}
    return { ...one, verdict, replacement }
  })
  const attributes = new Set(rest.map(({ attribute }) => attribute))
  const added = old.filter(({ attribute, decision }) => decision === 'ADDED' && attributes.has(attribute))
  const known = old.find(({ attribute }) => attribute === 'category')
  return added.reduce((result, { attribute, replacement }) => addValue(result, attribute, replacement), [known ?? category, ...rest])
}

/** What of it goes to the service, in the shape of `ReviewDecisionInput`. */
export function decisionsOf (questions) {
  return questions.filter(({ verdict }) => verdict).map(({ attribute, value, verdict, replacement }) => ({ attribute, value, verdict, replacement }))
}

export function isOpen ({ verdict }) {
  return !verdict
}

/** The value that will hold; undefined where none does. */
export function finalValue ({ value, verdict, replacement }) {
  if (verdict === 'REJECT') return undefined
  return replacement ?? value
}
