import type { Price } from '../../product.ts'
import { readPrice } from '../values/read-price.ts'
import type { Fields } from './json-shop.ts'

/** The objects of a list; none where it is no list. */
export function objectsIn (value: unknown): Fields[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : []
}

export function isObject (value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for what is no text, or a blank one; numbers are texts here. */
export function textOf (value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A price as a number or a text states it. `currency`: where it names none itself. */
export function priceOf (value: unknown, currency: string | undefined): Price | undefined {
  const text = textOf(value)
  return text === undefined ? undefined : readPrice(text, currency?.toUpperCase())
}

/** What it cost before, where that is more. */
export function priceBefore (value: unknown, price: Price | undefined): Price | undefined {
  const before = priceOf(value, price?.currency)
  return before && price && Number(before.amount) > Number(price.amount) ? before : undefined
}
