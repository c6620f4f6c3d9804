/** A word one slip of the finger away. */
export interface Edit {
  readonly word: string
  /** How unlikely the slip is; 1 for a letter that is another. */
  readonly cost: number
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const VOWELS = new Set('aeiou')
const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** The first letter is typed with care. */
const FIRST_LETTER = 0.6
const SWAPPED = 0.65
const DOUBLED = 0.55
const OTHER_VOWEL = 0.8
const NEXT_KEY = 0.8
/** A letter left out, or one too many. */
const MISSED = 0.9
const OTHER = 1

/** Every word within one Damerau-Levenshtein edit of a word: some 54 for each of its letters. */
export function * editsOf (word: string): Generator<Edit> {
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)]
    const first = i === 0 ? FIRST_LETTER : 0
    if (after.length > 1 && after[0] !== after[1]) {
      yield { word: before + after[1]! + after[0]! + after.slice(2), cost: SWAPPED + first }
    }
    if (after !== '') yield { word: before + after.slice(1), cost: first + (isDoubled(word, i) ? DOUBLED : MISSED) }
    for (const letter of LETTERS) {
      if (after !== '' && letter !== after[0]) {
        yield { word: before + letter + after.slice(1), cost: first + costOfOther(after[0]!, letter) }
      }
      yield {
        word: before + letter + after,
        cost: first + (letter === before.at(-1) || letter === after[0] ? DOUBLED : MISSED)
      }
    }
  }
}

function isDoubled (word: string, i: number): boolean {
  return word[i] === word[i - 1] || word[i] === word[i + 1]
}

function costOfOther (a: string, b: string): number {
  if (VOWELS.has(a) && VOWELS.has(b)) return OTHER_VOWEL
  return KEYBOARD.some((row) => row.includes(a + b) || row.includes(b + a)) ? NEXT_KEY : OTHER
}
