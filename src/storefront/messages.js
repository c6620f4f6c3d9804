/** @import { Problem } from './api.js' */

// What went wrong in a shopper's words: what happened, then what to do. `command` is for whoever runs the shop.
/** @type {Record<string, [title: string, advice: string, command?: string]>} */
const MESSAGES = {
  PAYLOAD_TOO_LARGE: ['That photo is too big', 'Choose a smaller photo, or take a screenshot of it and use that.'],
  IMAGE_TOO_LARGE: ['That photo is too big', 'It has more pixels than we can look at. Choose a smaller one.'],
  UNSUPPORTED_MEDIA_TYPE: ['We cannot read this kind of file', 'Use a picture (JPEG, PNG, WebP, GIF or AVIF), a short clip or a PDF.'],
  HEIC: [
    'This browser cannot open HEIC photos',
    'Save it as JPEG first. On an iPhone: Settings, Camera, Formats, Most Compatible.'
  ],
  IMAGE_UNREADABLE: [
    'We could not read that photo',
    'The file may be damaged. Save it again as JPEG or PNG, or try another one.'
  ],
  PHOTO_EXPIRED: ['This photo is no longer at hand', 'A link to a photo holds for some weeks. Choose the photo again.'],
  REGION_INVALID: ['That part of the photo is too small', 'Frame a larger part of it.'],
  MEDIA_TOO_LARGE: ['That file is too long', 'A clip may last 30 seconds, a PDF may have 10 pages.'],
  MEDIA_UNREADABLE: ['We could not read that file', 'It may be damaged or protected. Save it again and retry.'],
  MODALITY_UNSUPPORTED: ['This shop cannot search by that file', 'Try words or a photo instead.'],
  UPLOAD_INVALID: ['The photo did not arrive in one piece', 'Please try it again.'],
  UPLOAD_TIMEOUT: ['The photo took too long to arrive', 'The connection may be slow. Please try again.'],
  TEXT_TOO_LONG: ['That is a lot of words', 'Describe it in a sentence or two.'],
  SERVER_BUSY: ['The shop is very busy', 'Please try again in a moment.'],
  RATE_LIMITED: ['That was a lot at once', 'Please wait a minute, then try again.'],
  UNAUTHENTICATED: [
    'This shop is not open here',
    "It answers those only who have a key for it. Search on the shop's own page. Do you run this shop? Open this page with #key= and your key at the end of its address; make one with:",
    'vitrine key storefront --scope search'
  ],
  FORBIDDEN: [
    'This shop is not open here',
    "It answers those only who have a key for it. Search on the shop's own page."
  ],
  TIMEOUT: ['That took too long', 'Please try again; it is often faster the second time.'],
  OFFLINE: ['You are offline', 'We will search again as soon as you are back.'],
  UNREACHABLE: ['The shop cannot be reached', 'Check your connection and try again.'],
  PRODUCT_NOT_FOUND: [
    'This product is no longer here',
    'Start from another product, or describe what you are after.'
  ],
  CATALOGUE_NOT_LISTED: ['What are you looking for?', 'Type it into the search box, or show us a photo.'],
  FILTER_INVALID: ['These filters do not go together', 'Remove one and try again.'],
  CATALOGUE_EMPTY: [
    'The shelves are still empty',
    'Nothing is for sale here yet. Do you run this shop? Fill it with:',
    'vitrine ingest catalogue.jsonl'
  ],
  MODEL_MISMATCH: [
    'The shop is being rearranged',
    'Please come back later. Do you run this shop? Its products need embedding again:',
    'vitrine ingest catalogue.jsonl --recreate'
  ],
  DIMENSION_UNSUPPORTED: ['This precision is not on offer', 'Choose another one under Fine-tune.'],
  DIMENSION_NOT_INDEXED: ['This precision is not on offer', 'Choose another one under Fine-tune.']
}
/** @type {[title: string, advice: string, command?: string]} */
const UNAVAILABLE = ['The search is not available right now', 'We are sorry. Please try again in a little while.']

/** The same of a clip or a document. */
/** @type {typeof MESSAGES} */
const OF_FILES = {
  PAYLOAD_TOO_LARGE: ['That file is too big', 'Choose a shorter clip, or a PDF of fewer pages.'],
  UPLOAD_INVALID: ['The file did not arrive in one piece', 'Please try it again.'],
  UPLOAD_TIMEOUT: ['The file took too long to arrive', 'The connection may be slow. Please try a smaller one.']
}

const FOR_GOOD = new Set([
  'MEDIA_TOO_LARGE',
  'MEDIA_UNREADABLE',
  'MODALITY_UNSUPPORTED',
  'CATALOGUE_NOT_LISTED',
  'CATALOGUE_EMPTY',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'MODEL_MISMATCH',
  'HEIC',
  'UNSUPPORTED_MEDIA_TYPE',
  'IMAGE_TOO_LARGE',
  'PAYLOAD_TOO_LARGE',
  'IMAGE_UNREADABLE',
  'TEXT_TOO_LONG',
  'PRODUCT_NOT_FOUND',
  'FILTER_INVALID'
])
const OF_THE_PHOTO = new Set([
  'MEDIA_TOO_LARGE',
  'MEDIA_UNREADABLE',
  'MODALITY_UNSUPPORTED',
  'HEIC',
  'UNSUPPORTED_MEDIA_TYPE',
  'IMAGE_TOO_LARGE',
  'PAYLOAD_TOO_LARGE',
  'IMAGE_UNREADABLE',
  'UPLOAD_INVALID',
  'UPLOAD_TIMEOUT'
])

/**
 * @typedef {ReturnType<typeof describeFailure>} Failure
 * @param {Problem} failure
 * @param {'photo' | 'clip' | 'document'} noun of what was searched by
 */
export function describeFailure ({ code = '' }, noun = 'photo') {
  const [title, advice, command] = (noun !== 'photo' && OF_FILES[code]) || MESSAGES[code] || UNAVAILABLE
  return { title, advice, command, canRetry: !FOR_GOOD.has(code), isOfThePhoto: OF_THE_PHOTO.has(code) }
}
