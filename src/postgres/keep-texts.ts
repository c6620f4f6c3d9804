import { READ_IDS } from './keep-products.ts'

/** Setting by which a statement tells what products are found by, as JSON by id of product. */
export const TEXTS = 'vitrine.texts'

/** A `tsvector` of what is told of a product: its words, and the forms that its language gives its names. */
const WORDS = `CASE WHEN told ? 'language' THEN (told ->> 'words')::tsvector
  || setweight(to_tsvector(('pg_catalog.' || (told ->> 'language'))::regconfig, told ->> 'forms'), 'D')
  ELSE (told ->> 'words')::tsvector END`

/** Of an expression `told`, in the order of the columns of a table of texts after its product. */
export const TEXT_COLUMNS = `${WORDS}, told ->> 'title', told ->> 'brand', told ->> 'language', told IS NOT NULL`

/**
 * Called after `keep_products`, which has the same products in hand: brings their words up to date. Where the program
 * that writes tells none, as an older one, those of before stay until `vitrine provision` reads them.
 */
export const KEEP_TEXTS = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${schema}.keep_texts() RETURNS trigger LANGUAGE plpgsql AS $fn$
  DECLARE
    products text := format('%I.%I', TG_TABLE_SCHEMA, replace(TG_TABLE_NAME, 'records', 'products'));
    texts text := format('%I.%I', TG_TABLE_SCHEMA, replace(TG_TABLE_NAME, 'records', 'texts'));
    told jsonb := coalesce(nullif(current_setting('${TEXTS}', true), ''), '{}');
    ids text[];
  BEGIN
    ${READ_IDS}
    IF TG_OP <> 'DELETE' THEN
      EXECUTE format('INSERT INTO %s AS t (product, words, title, brand, language, is_current)
        SELECT product, ${TEXT_COLUMNS.replaceAll("'", "''")}
        FROM (SELECT product, $2 -> product AS told FROM %s WHERE product = ANY($1) ORDER BY product) p
        ON CONFLICT (product) DO UPDATE
        SET words = CASE WHEN excluded.is_current THEN excluded.words ELSE t.words END,
          title = CASE WHEN excluded.is_current THEN excluded.title ELSE t.title END,
          brand = CASE WHEN excluded.is_current THEN excluded.brand ELSE t.brand END,
          language = CASE WHEN excluded.is_current THEN excluded.language ELSE t.language END,
          is_current = excluded.is_current
        WHERE t.is_current <> excluded.is_current OR excluded.is_current AND (t.words, t.title, t.brand, t.language)
          IS DISTINCT FROM (excluded.words, excluded.title, excluded.brand, excluded.language)', texts, products)
        USING ids, told;
    END IF;
    IF TG_OP = 'INSERT' THEN RETURN NULL; END IF;
    EXECUTE format('DELETE FROM %s t WHERE product = ANY($1) AND NOT EXISTS (
      SELECT FROM %s p WHERE p.product = t.product)', texts, products) USING ids;
    RETURN NULL;
  END $fn$`
