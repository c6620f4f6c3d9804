import { createRequire } from 'node:module'
import type * as Arrow from 'apache-arrow'

/** The CommonJS build: LanceDB compares classes with those of that build and refuses columns made by the other. */
export const arrow = createRequire(import.meta.url)('apache-arrow') as typeof Arrow
