/** What products are told apart by, as an expression over a table of records. */
export const PRODUCT_ID = '((filterable ->> \'productId\') COLLATE "C")'

/** Setting by which a statement tells what lists show, as JSON by id of product: SQL cannot read it in the records. */
export const LISTINGS = 'vitrine.listings'

/** Puts the ids of the products that a statement touches into `ids`, and ends where there are none. */
export const READ_IDS = `IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT filterable ->> 'productId' FROM now_there);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT filterable ->> 'productId' FROM before);
    ELSE ids := ARRAY(
      SELECT filterable ->> 'productId' FROM now_there UNION SELECT filterable ->> 'productId' FROM before
    );
    END IF;
    ids := array_remove(ids, NULL);
    IF cardinality(ids) = 0 THEN RETURN NULL; END IF;`

/**
 * Called after each statement on a table of records: brings the products that it changed up to date, whichever program
 * sent it. Whoever changes the same products at the same time waits at their rows.
 */
export const KEEP_PRODUCTS = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${schema}.keep_products() RETURNS trigger LANGUAGE plpgsql AS $fn$
  DECLARE
    records text := format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME);
    products text := format('%I.%I', TG_TABLE_SCHEMA, replace(TG_TABLE_NAME, 'records', 'products'));
    listings jsonb := coalesce(nullif(current_setting('${LISTINGS}', true), ''), '{}');
    ids text[];
  BEGIN
    ${READ_IDS}
    EXECUTE format('SELECT FROM %s WHERE product = ANY($1) ORDER BY product FOR UPDATE', products) USING ids;
    EXECUTE format('INSERT INTO %s AS p (product, key, filterable, listing)
      SELECT DISTINCT ON (1) ${PRODUCT_ID.replaceAll("'", "''")}, key, filterable, $2 -> (filterable ->> ''productId'')
      FROM %s WHERE ${PRODUCT_ID.replaceAll("'", "''")} = ANY($1) ORDER BY 1, key
      ON CONFLICT (product) DO UPDATE
      SET key = excluded.key, filterable = excluded.filterable, listing = coalesce(excluded.listing, p.listing)
      WHERE (p.key, p.filterable, p.listing)
      IS DISTINCT FROM (excluded.key, excluded.filterable, coalesce(excluded.listing, p.listing))', products, records)
      USING ids, listings;
    IF TG_OP = 'INSERT' THEN RETURN NULL; END IF;
    EXECUTE format('DELETE FROM %s p WHERE product = ANY($1) AND NOT EXISTS (
      SELECT FROM %s WHERE ${PRODUCT_ID.replaceAll("'", "''")} = p.product)', products, records) USING ids;
    RETURN NULL;
  END $fn$`
