import { rm, writeFile } from 'node:fs/promises'
import { BadUserInputError } from '../errors.ts'
import { replaceFile } from './replace-file.ts'

/** A file whole or not at all. Rejects with BAD_USER_INPUT; `option` is what names the file. */
export async function writeWhole (file: string, text: string, option: string): Promise<void> {
  try {
    await replaceFile(file, text)
  } catch (cause) {
    throw refusal(file, option, cause)
  }
}

/** The same complaint before work of minutes is done for nothing. */
export async function assertWritable (file: string, option: string): Promise<void> {
  try {
    await writeFile(partOf(file), '')
    await rm(partOf(file))
  } catch (cause) {
    throw refusal(file, option, cause)
  }
}

function partOf (file: string): string {
  return `${file}.${process.pid}.part`
}

function refusal (file: string, option: string, cause: unknown): Error {
  return new BadUserInputError(
    `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}. Give another ${option}.`,
    { cause }
  )
}
