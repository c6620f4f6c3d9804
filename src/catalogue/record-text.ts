import { toWords } from '../shared/plain-text.ts'
import type { Product } from './product.ts'

/** Characters of attributes that the model reads: a long table of them would push out the description. */
const MAX_ATTRIBUTE_TEXT = 300
/** Colors that the model reads. */
const MAX_COLORS_READ = 5

/** An ingest asks several times what a product says. */
const texts = new WeakMap<Product, string>()

/** What the model reads of a product: short and telling first, since models cut at the end. */
export function textOf (product: Product): string {
  const known = texts.get(product)
  if (known !== undefined) return known
  const text = compose(product)
  texts.set(product, text)
  return text
}

function compose ({ title, brand, category, colors, attributes, description }: Product): string {
  const leaf = category?.split('/').at(-1)
  const said = [title, colors.slice(0, MAX_COLORS_READ).join(', '), brand, leaf].filter(Boolean)
  return toWords([...said, attributeText(attributes, said.join(' ')), description].filter(Boolean).join('. '))
}

/** Values that are words and not said already, e.g. `Linen, Long sleeve`; figures and sizes tell a model nothing. */
function attributeText (attributes: Product['attributes'], said: string): string {
  const known = said.toLowerCase()
  const words = Object.values(attributes)
    .flat()
    .filter((value) => /\p{L}{3}/u.test(value) && value.length <= 64 && !/^https?:/i.test(value))
  const fresh = [...new Set(words)].filter((value) => !known.includes(value.toLowerCase()))
  let length = 0
  return fresh.filter((value) => (length += value.length + 2) <= MAX_ATTRIBUTE_TEXT).join(', ')
}
