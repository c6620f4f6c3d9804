import { PhotoModel } from './photo-model.ts'
import { serveModel } from './serve-model.ts'

await serveModel(PhotoModel.open)
