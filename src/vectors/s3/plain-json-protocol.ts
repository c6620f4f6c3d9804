import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import { JsonCodec2, JsonShapeDeserializer2 } from '@smithy/core/protocols'

type Settings = ConstructorParameters<typeof AwsRestJsonProtocol>[0]
type Schema = Parameters<JsonShapeDeserializer2['read']>[0]

/** As `AwsRestJsonProtocol` has them. */
const JSON_SETTINGS = { timestampFormat: { useTrait: true, default: 7 }, httpBindings: true, jsonName: true } as const

/**
 * The SDK looks at every number of an answer that may hold metadata, which takes three to seven times as long as to
 * parse it; from Node 22 on, one that no double holds exactly becomes an object or a BigInt. Here numbers are numbers.
 */
export class PlainJsonProtocol extends AwsRestJsonProtocol {
  constructor (settings: Settings) {
    super({ ...settings, jsonCodec: new PlainJsonCodec(JSON_SETTINGS) })
  }
}

class PlainJsonCodec extends JsonCodec2 {
  override createDeserializer (): PlainJsonDeserializer {
    const deserializer = new PlainJsonDeserializer(this.settings)
    if (this.serdeContext) deserializer.setSerdeContext(this.serdeContext)
    return deserializer
  }
}

class PlainJsonDeserializer extends JsonShapeDeserializer2 {
  override async read (schema: Schema, data: string | Uint8Array): Promise<unknown> {
    const text = typeof data === 'string' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
    return this.readObject(schema, text === '' ? {} : JSON.parse(text))
  }

  protected override _read (schema: Schema, value: unknown): unknown {
    return isNumbers(value) ? value : super._read(schema, value)
  }
}

/** A vector, which needs no look at each of its numbers. */
function isNumbers (value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'number')
}
