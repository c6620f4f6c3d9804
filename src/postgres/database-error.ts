import {
  DatabaseRefusedError,
  DatabaseUnpreparedError,
  IndexGoneError,
  isCodedError,
  StoreFullError,
  StoreTimeoutError,
  StoreUnavailableError
} from '../errors.ts'
import { DeadlineError } from '../shared/deadline.ts'

/** What PostgreSQL calls what happened: five characters, the first two a class. */
type SqlState = string

const PROVISION = 'Run: vitrine provision'
const NAME = 'PostgreSQL'

/** Of the server or the way to it: the same call may work a moment later, on a new connection. */
const LOST = /^(08(?!P01)|57P0|53300)/
/** The server does not understand what it was sent. PgBouncer says so of all that it cannot do, its own waits too. */
const PROTOCOL = '08P01'
const LOST_BY_POOLER = /query_wait_timeout|server_login_retry|server (conn|login)|no more connections|pooler|shut.?down|too many/i
const LOST_SOCKET = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)/
/** What the driver throws without any code. */
const LOST_WORDS = /connection terminated|connection ended|not queryable|closed the connection|timeout (expired|exceeded)/i
/** Somebody else's transaction came first. */
const CONFLICT = /^(40001|40P01)/

const TLS = /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_TLS)|SSL|self.signed|certificate/i

export interface FailedStatement {
  /** Of the index whose table the statement used. */
  readonly indexName?: string | undefined
}

/** Whether the same statement may work when it is sent again. */
export function isPassing (cause: unknown): boolean {
  return isLost(cause) || CONFLICT.test(codeOf(cause))
}

/** Whether the connection that it happened on is of no more use. */
export function isLost (cause: unknown): boolean {
  const code = codeOf(cause)
  if (code === PROTOCOL) return LOST_BY_POOLER.test(reasonOf(cause))
  return LOST.test(code) || LOST_SOCKET.test(code) || (code === '' && LOST_WORDS.test(reasonOf(cause)))
}

/** The coded error that stands for a failed statement or connection. */
export function toDatabaseError (cause: unknown, { indexName }: FailedStatement = {}): Error {
  if (isCodedError(cause)) return cause
  if (cause instanceof DeadlineError) return new StoreTimeoutError(NAME, cause.message, { cause })
  const [code, reason] = [codeOf(cause), reasonOf(cause)]
  return (
    missing(code, reason, indexName, cause) ?? refused(code, reason, cause) ?? exhausted(code, reason, cause) ??
    away(code, reason, cause)
  )
}

function missing (code: SqlState, reason: string, indexName: string | undefined, cause: unknown): Error | undefined {
  switch (code) {
    case '42P01': // undefined table
    case '3F000': // invalid schema name
      return indexName === undefined
        ? new DatabaseUnpreparedError(`its tables are missing (${reason})`, PROVISION, { cause })
        : new IndexGoneError(indexName, { cause })
    case '42704': // undefined object
    case '42883': // undefined function
      return new DatabaseUnpreparedError(`the extension vector is missing or too old (${reason})`, PROVISION, { cause })
    case '0A000': // feature not supported
    case '58P01': // undefined file
      return new DatabaseUnpreparedError(`the server lacks what is needed (${reason})`, toInstall(reason), { cause })
    default:
      return undefined
  }
}

function toInstall (reason: string): string {
  return reason.includes('pg_trgm')
    ? 'Install pg_trgm on the server: it comes with PostgreSQL itself, or in a package such as postgresql-contrib'
    : 'Install pgvector 0.8 or newer on the server, such as the package postgresql-<version>-pgvector'
}

/** Extensions are made once by whoever runs the server; nobody is granted that. */
function toBeAllowed (reason: string): string {
  const extension = /create extension "(\w+)"/.exec(reason)?.[1]
  return extension === undefined
    ? 'Grant it to the user of DATABASE_URL, or run vitrine provision and vitrine ingest as the owner of the schema'
    : `Have an administrator run once in this database: CREATE EXTENSION ${extension}`
}

function refused (code: SqlState, reason: string, cause: unknown): Error | undefined {
  switch (code) {
    case '28P01': // invalid password
    case '28000': // invalid authorization
      return new DatabaseRefusedError(reason, 'Correct user and password in DATABASE_URL, or the server\'s pg_hba.conf', {
        cause
      })
    case '3D000': // invalid catalog name
      return new DatabaseRefusedError(reason, 'Correct the database in DATABASE_URL, or make it with: createdb', { cause })
    case '42501': // insufficient privilege
      return new DatabaseRefusedError(reason, toBeAllowed(reason), { cause })
    case '25006': // read-only transaction
      return new DatabaseRefusedError(
        `the server only reads (${reason})`,
        'Set DATABASE_URL to the primary server to write; searching works on a replica',
        { cause }
      )
    default:
      return TLS.test(code) || TLS.test(reason)
        ? new DatabaseRefusedError(
          `no TLS connection can be made (${reason})`,
          'Set sslmode and sslrootcert in DATABASE_URL as docs/stores.md says',
          { cause }
        )
        : undefined
  }
}

function exhausted (code: SqlState, reason: string, cause: unknown): Error | undefined {
  switch (code) {
    case '53100': // disk full
      return new StoreFullError(`the disk of the server is full (${reason})`, { cause })
    case '53200': // out of memory
      return new StoreUnavailableError(`the server has no memory left (${reason}): lower work_mem there`, { cause })
    case '53300': // too many connections
      return new StoreUnavailableError(
        `the server has no connection left (${reason}): lower DATABASE_CONNECTIONS or raise max_connections`,
        { cause }
      )
    case '57014': // query canceled
    case '55P03': // lock not available
      return new StoreTimeoutError(NAME, reason, { cause })
    case 'XX001': // data corrupted
    case 'XX002': // index corrupted
      return new StoreUnavailableError(
        `the server finds its data damaged (${reason}): restore a backup, or run vitrine ingest <file> --recreate`,
        { cause }
      )
    default:
      return undefined
  }
}

function away (code: SqlState, reason: string, cause: unknown): Error {
  if (code === '57P03') return new StoreUnavailableError(`the server is starting or stopping (${reason})`, { cause })
  if (code === PROTOCOL && !isLost(cause)) {
    return new StoreUnavailableError(
      `the server, or a pooler before it, does not understand a statement (${reason}): see docs/stores.md for poolers`,
      { cause }
    )
  }
  if (code === 'ENOTFOUND') {
    return new StoreUnavailableError(`the host in DATABASE_URL has no address (${code}): correct it`, { cause })
  }
  return isLost(cause)
    ? new StoreUnavailableError(
      `no connection to PostgreSQL (${code || reason}): check that the server runs and DATABASE_URL names it`,
      { cause }
    )
    : new StoreUnavailableError(`PostgreSQL refuses the statement: ${reason}`, { cause })
}

function codeOf (cause: unknown): string {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** The first line, without the address that a shopper has no use for. */
function reasonOf (cause: unknown): string {
  const text = cause instanceof AggregateError ? cause.errors.map(String).join('; ') : String((cause as Error).message)
  return text.split('\n')[0]!.replace(/\.$/, '').slice(0, 300)
}
