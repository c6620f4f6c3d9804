/** What callers are told of errors that name files of the operator; the whole text is in the log. */
const FOR_CALLERS: Readonly<Record<string, string>> = {
  STORE_DAMAGED: 'The data of the catalogue cannot be read. Tell whoever runs the service: its log says which file.',
  REVIEW_LOG_DAMAGED: 'The review log cannot be read. Tell whoever runs the service: its log says which line.',
  DATABASE_UNPREPARED: 'The database is not ready for this service. Tell whoever runs it: its log says why.',
  DATABASE_REFUSED: 'The database refuses the service. Tell whoever runs it: its log says why.',
  STORE_FULL: 'The vector store has no room left, so nothing is kept. Tell whoever runs the service.',
  DATA_DIR_UNUSABLE: 'The service cannot write its data, so nothing is kept. Tell whoever runs it: its log says why.',
  TAXONOMY_INVALID: 'The taxonomy cannot be used. Tell whoever runs the service: its log says why.',
  TAGGING_PROFILE_INVALID: 'The learned tagging file cannot be used. Tell whoever runs the service: its log says why.'
}

/** The message of a coded error without paths of this machine. */
export function messageForCallers ({
  code,
  statusCode,
  message
}: Error & { code: string; statusCode: number }): string {
  return (
    FOR_CALLERS[code] ??
    (statusCode < 500 ? message : message.replace(/(?<![\w:/])(\/|[A-Z]:\\)[^\s"'`)]+/g, '(a file)'))
  )
}
