/** As much of it as is used: the types of Node leave it to those of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor (bytes: Uint8Array)
  }
  class Instance {
    constructor (module: Module)
    readonly exports: unknown
  }
  class Memory {
    readonly buffer: ArrayBuffer
    /** By pages of 64 KB. */
    grow (pages: number): number
  }
}
