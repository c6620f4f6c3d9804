/** No null, no nesting, no empty or mixed list: what Amazon S3 Vectors keeps is what every store keeps. */
export type MetadataValue = string | number | boolean | readonly string[] | readonly number[]
export type Metadata = Readonly<Record<string, MetadataValue>>

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}
