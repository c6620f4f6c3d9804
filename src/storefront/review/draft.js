import { addValue, answer, askedAnew, isOpen, questionsOf } from './questions.js'

/**
 * @import { Tagging } from './operation.js'
 * @import { Answer, Question } from './questions.js'
 */

/** What is being decided about one product: every answer is a state more, so that each can be taken back. */
export class Draft {
  /** @type {(readonly Question[])[]} */
  #states
  /** @type {number} */
  #focused

  /**
   * `only` is an attribute to ask about alone; `decision` is the kind of tag to begin with.
   * @param {Tagging} tagging
   * @param {{ attribute?: string, decision?: string }} filters
   */
  constructor (tagging, { attribute, decision } = {}) {
    const questions = questionsOf(tagging, attribute)
    this.#states = [questions]
    this.#focused = Math.max(0, questions.findIndex((one) => !decision || one.decision === decision))
  }

  get questions () {
    return /** @type {readonly Question[]} */ (this.#states.at(-1))
  }

  /** Position of the question that keys answer. */
  get focused () {
    return Math.min(this.#focused, this.questions.length - 1)
  }

  set focused (index) {
    this.#focused = Math.min(this.questions.length - 1, Math.max(0, index))
  }

  get isTouched () {
    return this.#states.length > 1
  }

  /**
   * The question with this id, the focused one without.
   * @param {string} [id]
   */
  find (id) {
    const found = id === undefined ? this.questions[this.focused] : this.questions.find((one) => one.id === id)
    return /** @type {Question} */ (found)
  }

  /**
   * Goes on to the next question that has no answer. Returns the one answered.
   * @param {string} id
   * @param {Answer} given
   */
  answer (id, given) {
    const next = answer(this.questions, id, given)
    const at = next.findIndex((one) => one.id === id)
    this.#states.push(next)
    const below = next.findIndex((one, i) => i > at && isOpen(one))
    const open = below === -1 ? next.findIndex(isOpen) : below
    const answered = /** @type {Question} */ (next[at])
    this.#focused = answered.verdict && open !== -1 ? open : at
    return answered
  }

  /**
   * @param {string} attribute
   * @param {string} value
   */
  add (attribute, value) {
    this.#states.push(addValue(this.questions, attribute, value))
  }

  /**
   * Other questions in place of these, as part of the last answer.
   * @param {Tagging} tagging
   */
  askAnew (tagging) {
    const { id } = this.find()
    this.#states[this.#states.length - 1] = askedAnew(questionsOf(tagging), this.questions)
    this.focused = this.questions.findIndex((one) => one.id === id)
  }

  undo () {
    this.#states.pop()
  }
}
