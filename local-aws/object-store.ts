/** Objects of Amazon S3 by their address, `s3://bucket/key`. */
export class ObjectStore {
  readonly #objects = new Map<string, Uint8Array>()

  put (uri: string, body: Uint8Array | string): void {
    this.#objects.set(uri, typeof body === 'string' ? Buffer.from(body) : body)
  }

  get (uri: string): Uint8Array | undefined {
    return this.#objects.get(uri)
  }

  keys (): string[] {
    return [...this.#objects.keys()]
  }

  delete (uri: string): void {
    this.#objects.delete(uri)
  }
}
