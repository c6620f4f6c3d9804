import type { Row, Statement } from '../../../postgres/database.ts'
import { quoted } from '../../../postgres/quoted.ts'
import type { KnownWord, WordsAsked } from '../../text-index.ts'
import type { SqlNames, TableNames } from '../sql-names.ts'

/** Share of three letters that two words of seven have in common when two slips lie between them: 2 of 14. */
const LEAST_ALIKE = 0.12
/** Letters by which two slips make a word longer or shorter, and words that are compared for one that was typed. */
const [SLIPS, NEAR] = [2, 200]
const NAMES = 5000

/** Columns word, stem, whether it is a name. */
export function knownWordsStatement (
  { words: table }: TableNames,
  { trigrams }: SqlNames,
  { words, stems, near }: WordsAsked
): Statement {
  const exactly = `SELECT word, stem, is_name FROM ${table} WHERE word = ANY($1)
    UNION SELECT word, stem, is_name FROM ${table} WHERE stem = ANY($2)`
  if (near.length === 0) return { text: exactly, values: [words, stems] }
  const schema = quoted(trigrams)
  return {
    text: `${exactly} UNION SELECT n.* FROM unnest($3::text[]) typed
      CROSS JOIN (SELECT set_config('pg_trgm.similarity_threshold', '${LEAST_ALIKE}', true) AS least OFFSET 0) s
      CROSS JOIN LATERAL (
        SELECT word, stem, is_name FROM ${table} WHERE s.least IS NOT NULL AND word OPERATOR(${schema}.%) typed
        AND word ~ '^[a-z]{6,}$' AND left(word, 1) = left(typed, 1) AND abs(length(word) - length(typed)) <= ${SLIPS}
        ORDER BY ${schema}.similarity(word, typed) DESC, word LIMIT ${NEAR}
      ) n`,
    values: [words, stems, near]
  }
}

/** The same on every replica, and of all parts of the alphabet. */
export function someNamesStatement ({ words }: TableNames): Statement {
  return { text: `SELECT word FROM ${words} WHERE is_name AND length(word) >= 4 ORDER BY hashtext(word) LIMIT ${NAMES}` }
}

/** Who writes the same words at the same time waits at none: those that are there stay as they are. */
export function putWordsStatement ({ words: table }: TableNames, words: readonly KnownWord[]): Statement {
  return {
    text: `INSERT INTO ${table} AS w (word, stem, is_name)
      SELECT word, stem, is_name FROM unnest($1::text[], $2::text[], $3::bool[]) given (word, stem, is_name)
      WHERE NOT EXISTS (SELECT FROM ${table} k WHERE k.word = given.word AND k.is_name >= given.is_name)
      ORDER BY word ON CONFLICT (word) DO UPDATE SET is_name = true WHERE excluded.is_name AND NOT w.is_name`,
    values: [words.map(({ word }) => word), words.map(({ stem }) => stem), words.map(({ isName }) => String(isName))]
  }
}

export function toKnownWord ([word, stem, isName]: Row): KnownWord {
  return { word: String(word), stem: String(stem), isName: isName === true }
}
