/** @import { Problem } from '../api.js' */

/** @typedef {[title: string, advice: string]} Message */

// What went wrong in a merchandiser's words: what happened, then what to do.
/** @type {Record<string, Message>} */
const MESSAGES = {
  UNAUTHENTICATED: [
    'A key is needed',
    'Reviewing is for people who have an API key. Whoever runs the shop can make one for you.'
  ],
  PRODUCT_NOT_FOUND: [
    'This product is gone',
    'It was taken out of the catalogue meanwhile. There is nothing left to decide.'
  ],
  TAXONOMY_NOT_FOUND: [
    'These tags are not on offer',
    'The list of tags in the address is not known here. Take the filters away.'
  ],
  CATALOGUE_EMPTY: [
    'There is nothing to review yet',
    'The catalogue is empty. Whoever runs the shop fills it with: vitrine ingest catalogue.jsonl'
  ],
  MODEL_MISMATCH: [
    'The catalogue is being rebuilt',
    'Come back later. Whoever runs the shop has to ingest it again.'
  ],
  STORE_UNAVAILABLE: [
    'Somebody else is writing just now',
    'The catalogue or the log is in use. Try again in a moment.'
  ],
  REVIEW_LOG_DAMAGED: [
    'The record of decisions is damaged',
    'Nothing can be saved until it is repaired. Tell whoever runs the shop.'
  ],
  DATA_DIR_UNUSABLE: [
    'Decisions cannot be written down',
    'The disk of the service may be full or closed to it. Tell whoever runs the shop.'
  ],
  SERVER_BUSY: ['The service is very busy', 'Try again in a moment.'],
  RATE_LIMITED: ['That was a lot at once', 'Wait a minute, then try again.'],
  TIMEOUT: ['That took too long', 'Try again; it is often faster the second time.'],
  STORE_TIMEOUT: ['That took too long', 'Try again; it is often faster the second time.'],
  OFFLINE: ['You are offline', 'It goes on as soon as you are back.'],
  UNREACHABLE: ['The service cannot be reached', 'Check your connection, then try again.']
}
/** @type {Message} */
const UNKNOWN = ['Something went wrong', 'It is not your doing. Try again; if it stays, tell whoever runs the shop.']
const OF_THE_KEY = new Set(['UNAUTHENTICATED', 'FORBIDDEN'])

/**
 * `isOfTheKey` where another key may help.
 * @param {Problem} failure
 */
export function describeFailure ({ code = '', message }) {
  const [title, advice] = MESSAGES[code] ?? byService(code, message) ?? UNKNOWN
  return { title, advice, isOfTheKey: OF_THE_KEY.has(code) }
}

/**
 * What only the service can know: why this machine or this key may not, or which input it does not take.
 * @param {string} code
 * @param {string} message
 * @returns {Message | undefined}
 */
function byService (code, message) {
  if (code === 'FORBIDDEN') return ['You may not review here', message]
  if (code === 'BAD_USER_INPUT') return ['The service does not take this', message]
  return undefined
}
