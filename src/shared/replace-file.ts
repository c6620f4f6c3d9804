import { open, rename, rm } from 'node:fs/promises'

type Content = string | Uint8Array | AsyncIterable<string | Uint8Array>

/**
 * Puts a whole file in the place of another: whoever reads, also after a crash, finds the one before or the new one.
 * Written under one name beside it, so that killed processes leave at most one part. Rejects as the file system does.
 */
export async function replaceFile (file: string, content: Content): Promise<void> {
  const part = `${file}.part`
  try {
    const handle = await open(part, 'w')
    try {
      for await (const chunk of isWhole(content) ? [content] : content) await handle.writeFile(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true }).catch(() => {})
    throw error
  }
}

function isWhole (content: Content): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array
}
