/** Bytes that several users share. */
export class MemoryBudget {
  readonly #bytes: number
  readonly #reserved = new Map<object, number>()

  constructor (bytes: number) {
    this.#bytes = bytes
  }

  /** In place of what the user had; false, and nothing changed, where it is too much. */
  reserve (user: object, bytes: number): boolean {
    const others = [...this.#reserved].reduce((sum, [other, own]) => (other === user ? sum : sum + own), 0)
    if (others + bytes > this.#bytes) return false
    this.#reserved.set(user, bytes)
    return true
  }

  release (user: object): void {
    this.#reserved.delete(user)
  }
}
