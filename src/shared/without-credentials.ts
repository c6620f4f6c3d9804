/** An address as messages may show it: without a user's name and password. */
export function withoutCredentials (url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
}
