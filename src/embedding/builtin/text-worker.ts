import { serveModel } from './serve-model.ts'
import { TextModel } from './text-model.ts'

await serveModel(TextModel.open)
