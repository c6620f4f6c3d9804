const STEP = 500

/** Says on stderr how far a long run over photos is. */
export function logPhotos (total: number): (done: number) => void {
  return (done) => {
    if (done % STEP === 0 || done === total) process.stderr.write(`${done} of ${total} photos\n`)
  }
}
