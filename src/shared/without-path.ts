/** A message of Node's file system without the path at its end: who sent the file knows its name, not our folders. */
export function withoutPath (message: string): string {
  return message.replace(/, \w+ '.*'$/s, '')
}
