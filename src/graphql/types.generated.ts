import type { Upload } from '../images/upload.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { SearchResult } from '../search/search-result.ts';
import type { SearchItem as SearchItemModel } from '../search/search-item.ts';
import type { GroupedFacets } from '../search/facet-group.ts';
import type { Suggestions as SuggestionsModel } from '../search/suggest/suggestion-index.ts';
import type { ListedProduct } from '../catalogue/listing/listed-product.ts';
import type { Product as ProductModel, Variant as VariantModel } from '../catalogue/product.ts';
import type { AutoTagResult } from '../tagging/auto-tag-service.ts';
import type { CategoryTag as CategoryTagModel } from '../tagging/tagging.ts';
import type { ReviewRecord } from '../review/review-service.ts';
import type { Taxonomy as TaxonomyModel } from '../taxonomy/taxonomy.ts';
import type { MercuriusContext } from 'mercurius';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A photo, or where an argument says so a clip, a PDF or a sound: a file of a GraphQL multipart request, or a string `data:image/...;base64,...`. Photos are JPEG, PNG, WebP, GIF or AVIF. */
  Upload: { input: Upload; output: Upload; }
};

/** An attribute without a value. */
export type Abstention = {
  readonly __typename?: 'Abstention';
  /** The likeliest values, the best first; none where it is not known whether the attribute applies. */
  readonly alternatives: ReadonlyArray<TagCandidate>;
  /** Name of the attribute. */
  readonly attribute: Scalars['String']['output'];
  /** Name of the attribute to show, in the language asked for; null where none was. */
  readonly attributeName?: Maybe<Scalars['String']['output']>;
  /** Why, in words. */
  readonly reason: Scalars['String']['output'];
};

/** An attribute to filter by. */
export type AttributeFacet = {
  readonly __typename?: 'AttributeFacet';
  /** Its name, to use in the filter. */
  readonly name: Scalars['String']['output'];
  /** Its values, the most frequent first. */
  readonly values: ReadonlyArray<Facet>;
};

/** An attribute that has any of these values, in whatever case. */
export type AttributeFilter = {
  /** Its name as the catalogue writes it, e.g. `Material`; at most 64 characters. */
  readonly name: Scalars['String']['input'];
  /** 1 to 50 values of at most 64 characters. */
  readonly values: ReadonlyArray<Scalars['String']['input']>;
};

/** Values of one attribute. */
export type AttributeInput = {
  /** Name as the shop writes it, e.g. `Material`. */
  readonly name: Scalars['String']['input'];
  /** Its values. */
  readonly values: ReadonlyArray<Scalars['String']['input']>;
};

/** What a product was tagged with. */
export type AutoTagPayload = {
  readonly __typename?: 'AutoTagPayload';
  /** Attributes that apply, or may apply, and got no value. */
  readonly abstained: ReadonlyArray<Abstention>;
  /** The category, which decides the attributes that apply. */
  readonly category: CategoryTag;
  /** Model that read the photo. */
  readonly model: Scalars['String']['output'];
  /** Id of the last review that was learned from, 0 for none: with model and taxonomy version it names what answered. */
  readonly reviewVersion: Scalars['Int']['output'];
  /** Values that are certain enough to assign or to suggest, in the taxonomy's order. */
  readonly tags: ReadonlyArray<Tag>;
  /** Name of the taxonomy. */
  readonly taxonomy: Scalars['String']['output'];
  /** Version of the taxonomy. */
  readonly taxonomyVersion: Scalars['String']['output'];
};

/** What is being searched. */
export type Catalogue = {
  readonly __typename?: 'Catalogue';
  /** Dimensions it is indexed at, the default first. */
  readonly dimensions: ReadonlyArray<Scalars['Int']['output']>;
  /** Values to filter by, over the whole catalogue. */
  readonly facets: Facets;
  /** What the model reads here, of products and of queries. */
  readonly modalities: ReadonlyArray<Modality>;
  /** Model that embedded it. */
  readonly model: Scalars['String']['output'];
  /** Name of the catalogue. */
  readonly name: Scalars['String']['output'];
  /** Products in it. */
  readonly products: Scalars['Int']['output'];
  /** When the last ingest ended, ISO 8601. */
  readonly updatedAt?: Maybe<Scalars['String']['output']>;
  /** Texts, photos, and parts of clips, documents and sounds in it. */
  readonly views: Scalars['Int']['output'];
};

/** A category of the taxonomy. */
export type CategoryTag = {
  readonly __typename?: 'CategoryTag';
  /** Other categories, the best first. */
  readonly alternatives: ReadonlyArray<TagCandidate>;
  /** 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  /** What was decided. */
  readonly decision: TagDecision;
  /** What speaks for it. */
  readonly evidence: ReadonlyArray<TagEvidence>;
  /** What it is in lists of others, e.g. in Google's product categories; empty where the taxonomy does not say. */
  readonly externalIds: ReadonlyArray<ExternalId>;
  /** The path to show, e.g. `Wohnen/Möbel/Stuhl`, in the language asked for; null where none was. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** From general to special, e.g. `Home/Furniture/Chair`. Ends where the next step is not certain; null where nothing is. */
  readonly path?: Maybe<Scalars['String']['output']>;
  /** The likeliest category with none below it, however sure, to offer where `path` ends at a branch; null where a review rejected it. */
  readonly suggestedPath?: Maybe<Scalars['String']['output']>;
};

/** What became of the products. */
export type DeleteProductsPayload = {
  readonly __typename?: 'DeleteProductsPayload';
  /** Ids that were not in the catalogue. */
  readonly absent: Scalars['Int']['output'];
  /** Products taken out. */
  readonly deleted: Scalars['Int']['output'];
  /** Products that are still there, and why. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A part of the query and its share. */
export type Explanation = {
  readonly __typename?: 'Explanation';
  /** Which part. */
  readonly part: QueryPart;
  /** Its share of the score, negative for what counts against the item; the shares of an item add up to 1 unless the score is 0. */
  readonly share: Scalars['Float']['output'];
};

/** A category in a list of others. */
export type ExternalId = {
  readonly __typename?: 'ExternalId';
  /** Its id there. */
  readonly id: Scalars['String']['output'];
  /** Which list, e.g. `google` for Google's product categories. */
  readonly list: Scalars['String']['output'];
};

/** One value to filter by. */
export type Facet = {
  readonly __typename?: 'Facet';
  /** Products that have it, within the scope. */
  readonly count: Scalars['Int']['output'];
  /** The value, to use in the filter. */
  readonly value: Scalars['String']['output'];
};

/** Values of one kind to filter by. */
export type FacetGroup = {
  readonly __typename?: 'FacetGroup';
  /** Name of the attribute, to use in `filter.attributes`; null for other groups. */
  readonly attribute?: Maybe<Scalars['String']['output']>;
  /** ISO 4217 code of the prices of a range; null for other groups. */
  readonly currency?: Maybe<Scalars['String']['output']>;
  /** Field of `ProductFilter`: `category`, `brand`, `color`, `price`, `tags`; of an attribute e.g. `attributes.material`. */
  readonly id: Scalars['ID']['output'];
  /** How its values are shown and filtered by. */
  readonly kind: FacetKind;
  /** Name to show: in English, of an attribute as the catalogue writes it. */
  readonly label: Scalars['String']['output'];
  /** The values, the most frequent first; ranges from low to high. */
  readonly values: ReadonlyArray<FacetValue>;
};

/** How values of a group are shown and filtered by. */
export type FacetKind =
  /** Paths from general to special, e.g. `Home/Furniture`; one has what is below it. */
  | 'PATH'
  /** Ranges: filter by `min` and `max`. */
  | 'RANGE'
  /** Plain values. */
  | 'VALUE';

/** What counts cover. */
export type FacetScope =
  /** All products of the catalogue. */
  | 'CATALOGUE'
  /** The products found, on all pages. */
  | 'RESULTS';

/** One value of a group. */
export type FacetValue = {
  readonly __typename?: 'FacetValue';
  /** Products that have it, whatever else is chosen of the group. */
  readonly count: Scalars['Int']['output'];
  /** What to show: the last step of a path, a range in words, else the value. */
  readonly label: Scalars['String']['output'];
  /** Upper end of a range; null where it is open. */
  readonly max?: Maybe<Scalars['Float']['output']>;
  /** Lower end of a range; null where it is open. */
  readonly min?: Maybe<Scalars['Float']['output']>;
  /** Whether the filter of the search names it. */
  readonly selected: Scalars['Boolean']['output'];
  /** The value, to use in the filter; of several spellings the most frequent, which finds all. Of a range a name like `20..49.99`. */
  readonly value: Scalars['String']['output'];
};

/** Values to filter by. */
export type Facets = {
  readonly __typename?: 'Facets';
  /** Attributes and options of variants, those of most products first. */
  readonly attributes: ReadonlyArray<AttributeFacet>;
  /** Brands, the most frequent first. */
  readonly brands: ReadonlyArray<Facet>;
  /** Categories, the most frequent first. */
  readonly categories: ReadonlyArray<Facet>;
  /** Colors, the most frequent first. */
  readonly colors: ReadonlyArray<Facet>;
  /**
   * The same as one list to choose from: spellings of a value are one, prices come in ranges, and each group is counted
   * without its own choice. In a search a group with a choice costs a query of the store.
   */
  readonly groups: ReadonlyArray<FacetGroup>;
  /** Lowest and highest price of all variants. */
  readonly price?: Maybe<PriceSpan>;
  /** What the counts cover. */
  readonly scope: FacetScope;
  /** Tags, the most frequent first. */
  readonly tags: ReadonlyArray<Facet>;
};

/** Weights of the parts of a query. */
export type FusionInput = {
  /** Weight of the photo, 0 to 1; overrides the preset. */
  readonly image?: InputMaybe<Scalars['Float']['input']>;
  /** Weight of the product in `like`, 0 to 1; overrides the preset. */
  readonly like?: InputMaybe<Scalars['Float']['input']>;
  /** A tuned set of weights. Default: MODIFY where the words name nothing but a color for the photo's thing (the same in red), else BALANCED. */
  readonly preset?: InputMaybe<FusionPreset>;
  /** Weight of the words, 0 to 1; overrides the preset. */
  readonly text?: InputMaybe<Scalars['Float']['input']>;
  /** Weight of `without`, 0 to 1; overrides the preset. */
  readonly without?: InputMaybe<Scalars['Float']['input']>;
};

/** Tuned weights for common intentions. */
export type FusionPreset =
  /** Words and photo both matter: the weights tuned for the model in use. */
  | 'BALANCED'
  /** The plain mean of the parts. */
  | 'MEAN'
  /** What the words ask for, in the manner of the photo: the same but in blue. Colors that they name take the place of the photo's own. */
  | 'MODIFY'
  /** Something that looks like the photo; words only lean it. */
  | 'SIMILAR';

/** What matched. */
export type MatchKind =
  /** A stretch of a sound. */
  | 'AUDIO'
  /** The query names the product: id, SKU, GTIN or brand. */
  | 'IDENTIFIER'
  /** A photo. */
  | 'IMAGE'
  /** Nothing was searched for: the product meets the filter. */
  | 'LISTED'
  /** A page of a document. */
  | 'PAGE'
  /** Title and description. */
  | 'TEXT'
  /** A stretch of a clip. */
  | 'VIDEO';

/** A record of a product: its words, a photo, or a part of another file of it. */
export type MatchedView = {
  readonly __typename?: 'MatchedView';
  /** Where it ends. */
  readonly endSeconds?: Maybe<Scalars['Float']['output']>;
  /** The photo that matched, for kind IMAGE. */
  readonly imageUrl?: Maybe<Scalars['String']['output']>;
  /** Whether words or a photo of the product matched, or an identifier was named. */
  readonly kind: MatchKind;
  /** The clip, document or sound that matched, for the kinds VIDEO, PAGE and AUDIO. */
  readonly mediaUrl?: Maybe<Scalars['String']['output']>;
  /** The page that matched, from 1, for kind PAGE. */
  readonly page?: Maybe<Scalars['Int']['output']>;
  /** Where in the clip or sound the stretch that matched begins. */
  readonly startSeconds?: Maybe<Scalars['Float']['output']>;
  /** Id of the variant that the words (SKU, bar code, options) or the filter ask for; null where they ask for none. */
  readonly variantId?: Maybe<Scalars['ID']['output']>;
};

/** A photo or another file of a product; the photos come first. */
export type Media = {
  readonly __typename?: 'Media';
  /** Words for those who do not see it: the shop's own, or else the name of the product and of the variant it shows. */
  readonly alt: Scalars['String']['output'];
  /** Pixels from top to bottom; null where the ingest did not measure it. */
  readonly height?: Maybe<Scalars['Int']['output']>;
  /** What it is. */
  readonly kind: MediaKind;
  /** Its address; absolute where PUBLIC_URL is set. */
  readonly url: Scalars['String']['output'];
  /** Pixels from side to side; null where the ingest did not measure it. */
  readonly width?: Maybe<Scalars['Int']['output']>;
};

/** Kinds of media. */
export type MediaKind =
  /** A sound. */
  | 'AUDIO'
  /** A PDF. */
  | 'DOCUMENT'
  /** A photo. */
  | 'IMAGE'
  /** A clip. */
  | 'VIDEO';

/** What a model may read. */
export type Modality =
  /** Sounds. */
  | 'AUDIO'
  /** PDFs. */
  | 'DOCUMENT'
  /** Photos. */
  | 'IMAGE'
  /** Words. */
  | 'TEXT'
  /** Clips. */
  | 'VIDEO';

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Takes products out of the catalogue. Asks for the scope `catalogue`. */
  readonly deleteProducts: DeleteProductsPayload;
  /** Takes reviews back: what was learned from them and written to the index is undone, the log keeps them. Asks for the scope `review`. */
  readonly revertReviews: RevertReviewsPayload;
  /**
   * A person's decisions on the tags of a product of the catalogue: written to an append-only log, learned from at once,
   * and put into the index, so that filters and facets use them. Asks for an API key with the scope `review`.
   */
  readonly reviewTags: ReviewTagsPayload;
  /** Changes prices and stock of products that are there, in the order given; asks no model. Asks for the scope `catalogue`. */
  readonly updateOffers: UpdateOffersPayload;
  /**
   * Puts products into the catalogue, each as a whole: one with a known id is replaced. Words and photos are embedded again
   * only where something changed. Asks for an API key with the scope `catalogue`.
   */
  readonly upsertProducts: UpsertProductsPayload;
};


export type MutationDeleteProductsArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


export type MutationRevertReviewsArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


export type MutationReviewTagsArgs = {
  input: ReviewTagsInput;
};


export type MutationUpdateOffersArgs = {
  offers: ReadonlyArray<OfferInput>;
};


export type MutationUpsertProductsArgs = {
  products: ReadonlyArray<ProductInput>;
};

/** What a product, or one of its variants, costs now. A field that is absent stays as it is; null takes the value away. */
export type OfferInput = {
  /** What it cost before; kept only while it is more than the price. */
  readonly compareAtPrice?: InputMaybe<PriceInput>;
  /** Id of the product. */
  readonly id: Scalars['ID']['input'];
  /** Whether it can be bought now. */
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** What it costs now; the period of a sale ends with it. */
  readonly price?: InputMaybe<PriceInput>;
  /** Id of the variant; the product then costs what its cheapest variant costs. Default: the product and all of its variants. */
  readonly variantId?: InputMaybe<Scalars['ID']['input']>;
};

/** Where a page ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to continue. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more products follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A part of the query and its weight. */
export type PartWeight = {
  readonly __typename?: 'PartWeight';
  /** Which part. */
  readonly part: QueryPart;
  /** Its weight; negative for `without`. */
  readonly weight: Scalars['Float']['output'];
};

/** Money. */
export type Price = {
  readonly __typename?: 'Price';
  /** Decimal, e.g. `19.90`. */
  readonly amount: Scalars['String']['output'];
  /** ISO 4217 code. */
  readonly currency: Scalars['String']['output'];
};

/** Money. */
export type PriceInput = {
  /** Decimal, e.g. `19.90`. */
  readonly amount: Scalars['String']['input'];
  /** ISO 4217 code. */
  readonly currency: Scalars['String']['input'];
};

/** A range of prices; both ends count as inside. */
export type PriceRange = {
  /** ISO 4217 code; needed where the catalogue has several. */
  readonly currency?: InputMaybe<Scalars['String']['input']>;
  /** Highest price. */
  readonly max?: InputMaybe<Scalars['Float']['input']>;
  /** Lowest price. */
  readonly min?: InputMaybe<Scalars['Float']['input']>;
};

/** Lowest and highest price. */
export type PriceSpan = {
  readonly __typename?: 'PriceSpan';
  /** ISO 4217 code; null where there are several. */
  readonly currency?: Maybe<Scalars['String']['output']>;
  /** Highest. */
  readonly max: Scalars['Float']['output'];
  /** Lowest. */
  readonly min: Scalars['Float']['output'];
};

/** A product of the catalogue. */
export type Product = {
  readonly __typename?: 'Product';
  /** What else the catalogue says, e.g. material. */
  readonly attributes: ReadonlyArray<ProductAttribute>;
  /** Brand. */
  readonly brand?: Maybe<Scalars['String']['output']>;
  /** Category path from general to special, e.g. `Home/Furniture`. */
  readonly category?: Maybe<Scalars['String']['output']>;
  /** The first of `colors`. */
  readonly color?: Maybe<Scalars['String']['output']>;
  /** Colors of all variants. */
  readonly colors: ReadonlyArray<Scalars['String']['output']>;
  /** What it cost before its sale; null where it is not on sale. */
  readonly compareAtPrice?: Maybe<Price>;
  /** Description. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Name in the shop's addresses. */
  readonly handle?: Maybe<Scalars['String']['output']>;
  /** Id in the catalogue. */
  readonly id: Scalars['ID']['output'];
  /** Codes a shopper may type: SKU, GTIN, MPN. */
  readonly identifiers: ReadonlyArray<Scalars['String']['output']>;
  /** Addresses of the photos, the main one first. */
  readonly images: ReadonlyArray<Scalars['String']['output']>;
  /** Whether it can be bought now; null where the catalogue does not say. */
  readonly inStock?: Maybe<Scalars['Boolean']['output']>;
  /** BCP 47 language tag of the texts. */
  readonly locale?: Maybe<Scalars['String']['output']>;
  /** The same photos with what is known of them. */
  readonly media: ReadonlyArray<Media>;
  /** What it costs now, the lowest price of its variants. */
  readonly price?: Maybe<Price>;
  /** Lowest and highest price of its variants; null where it has no price. */
  readonly priceRange?: Maybe<ProductPriceRange>;
  /** Tags. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** What people or tagging say of its category, in the words of the tagging taxonomy; null where nobody did, or where the catalogue says the same. A category that the catalogue states stays as it is. */
  readonly taxonomyCategory?: Maybe<Scalars['String']['output']>;
  /** Name. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** Page of the product in the shop. */
  readonly url?: Maybe<Scalars['String']['output']>;
  /** What can be bought of it: sizes, colors. */
  readonly variants: ReadonlyArray<Variant>;
};

/** Something a catalogue says of a product. */
export type ProductAttribute = {
  readonly __typename?: 'ProductAttribute';
  /** Name, e.g. `Material`. */
  readonly name: Scalars['String']['output'];
  /** Values, e.g. `Linen`. */
  readonly values: ReadonlyArray<Scalars['String']['output']>;
};

/** Conditions on products, all of which must hold. Lists hold if any of their values does. */
export type ProductFilter = {
  /** Attributes and options of variants, e.g. material or size, at most 20; each must hold. */
  readonly attributes?: InputMaybe<ReadonlyArray<AttributeFilter>>;
  /** Brand as the catalogue writes it. */
  readonly brand?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Category or any category below it, e.g. `Home` or `Home/Furniture`. */
  readonly category?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Color as the catalogue writes it. */
  readonly color?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether the product can be bought now. */
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** BCP 47 language tag, e.g. `en-GB`. */
  readonly locale?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Products that meet any of these are left out. */
  readonly not?: InputMaybe<UnwantedProducts>;
  /** Price in the catalogue's currency: finds products that, or of which one variant, cost so much. */
  readonly price?: InputMaybe<PriceRange>;
  /** Tag as the catalogue writes it. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A product as the shop states it. One of `title` and `images` is needed. */
export type ProductInput = {
  /** Attributes, each name once. */
  readonly attributes?: InputMaybe<ReadonlyArray<AttributeInput>>;
  /** Sounds; at most 10. */
  readonly audio?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Brand. */
  readonly brand?: InputMaybe<Scalars['String']['input']>;
  /** Category path from general to special, e.g. `Home/Furniture`. */
  readonly category?: InputMaybe<Scalars['String']['input']>;
  /** Colors of all variants, the main one first. */
  readonly colors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What it cost before, where that is more. */
  readonly compareAtPrice?: InputMaybe<PriceInput>;
  /** Description; HTML is read as text. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** PDFs, such as manuals; at most 10. */
  readonly documents?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Name in the shop's addresses, e.g. `harbour-tee`. */
  readonly handle?: InputMaybe<Scalars['String']['input']>;
  /** Id in the catalogue. */
  readonly id: Scalars['ID']['input'];
  /** Other codes a shopper may type: SKU, GTIN, MPN. */
  readonly identifiers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What the photos show, in their order, for those who do not see them; null or empty where it is not known. */
  readonly imageAlts?: InputMaybe<ReadonlyArray<InputMaybe<Scalars['String']['input']>>>;
  /** Addresses of photos, the main one first; or, on a server with MEDIA_DIR, paths in that folder. */
  readonly images?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether it can be bought now. */
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** BCP 47 language tag of the texts. */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** What it costs now. */
  readonly price?: InputMaybe<PriceInput>;
  /** When the price ceases to hold, ISO 8601. */
  readonly saleEnds?: InputMaybe<Scalars['String']['input']>;
  /** When the price begins to hold, ISO 8601. */
  readonly saleStarts?: InputMaybe<Scalars['String']['input']>;
  /** Tags. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Name. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Page of the product in the shop. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
  /** What a shopper puts into the cart. */
  readonly variants?: InputMaybe<ReadonlyArray<VariantInput>>;
  /** Clips, named as photos are; at most 10. */
  readonly videos?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Lowest and highest price. */
export type ProductPriceRange = {
  readonly __typename?: 'ProductPriceRange';
  /** Highest. */
  readonly max: Price;
  /** Lowest. */
  readonly min: Price;
};

export type Query = {
  readonly __typename?: 'Query';
  /** Category and attributes of a product by its photo, from a closed list; what is not certain enough is left out and named. */
  readonly autoTag: AutoTagPayload;
  /** The same for a product of the catalogue, by its stored vectors: no model is called. */
  readonly autoTagProduct: AutoTagPayload;
  /** What is being searched: model, dimensions, counts and what the filters know. */
  readonly catalogue: Catalogue;
  /** One product of the catalogue. */
  readonly product?: Maybe<Product>;
  /** Share of proposals that people accepted, by attribute. Decisions taken back do not count. Asks for an API key with the scope `review`. */
  readonly reviewAcceptance: ReadonlyArray<ReviewAcceptance>;
  /**
   * Products that nobody has reviewed, with their proposed tags; the least certain first within a window of a hundred
   * products, then the next hundred. Asks for an API key with the scope `review`.
   */
  readonly reviewQueue: ReviewQueuePayload;
  /** What was decided, the newest first, reverted entries included. Asks for an API key with the scope `review`. */
  readonly reviews: ReadonlyArray<ReviewEntry>;
  /**
   * Products that match words, a photo, another product, or any mix of them; best first. Without any of these it lists the
   * products that meet the filter, in order of id unless sorted.
   */
  readonly search: SearchPayload;
  /**
   * What words that are being typed may lead to; typos are forgiven, and no model is called. Empty words are answered by what
   * most products are.
   */
  readonly suggest: Suggestions;
  /** The closed list of values that an attribute can have, to choose a replacement from. */
  readonly tagValues: ReadonlyArray<TagValue>;
  /** What can be tagged with, the default first. */
  readonly taxonomies: ReadonlyArray<Taxonomy>;
};


export type QueryAutoTagArgs = {
  image: Scalars['Upload']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
  taxonomy?: InputMaybe<Scalars['String']['input']>;
  title?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAutoTagProductArgs = {
  category?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
  taxonomy?: InputMaybe<Scalars['String']['input']>;
};


export type QueryProductArgs = {
  id: Scalars['ID']['input'];
};


export type QueryReviewAcceptanceArgs = {
  byValue?: InputMaybe<Scalars['Boolean']['input']>;
  period?: InputMaybe<ReviewPeriod>;
};


export type QueryReviewQueueArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  attribute?: InputMaybe<Scalars['String']['input']>;
  decision?: InputMaybe<TagDecision>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  taxonomy?: InputMaybe<Scalars['String']['input']>;
};


export type QueryReviewsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  productId?: InputMaybe<Scalars['ID']['input']>;
};


export type QuerySearchArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  audioUpload?: InputMaybe<Scalars['Upload']['input']>;
  cutoff?: InputMaybe<Scalars['Boolean']['input']>;
  dimension?: InputMaybe<Scalars['Int']['input']>;
  documentUpload?: InputMaybe<Scalars['Upload']['input']>;
  filter?: InputMaybe<ProductFilter>;
  fusion?: InputMaybe<FusionInput>;
  imageUpload?: InputMaybe<Scalars['Upload']['input']>;
  interpret?: InputMaybe<Scalars['Boolean']['input']>;
  like?: InputMaybe<Scalars['ID']['input']>;
  photo?: InputMaybe<Scalars['ID']['input']>;
  region?: InputMaybe<RegionInput>;
  sort?: InputMaybe<ReadonlyArray<SortInput>>;
  spelling?: InputMaybe<Scalars['Boolean']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
  topK?: InputMaybe<Scalars['Int']['input']>;
  variety?: InputMaybe<VarietyInput>;
  videoUpload?: InputMaybe<Scalars['Upload']['input']>;
  without?: InputMaybe<Scalars['String']['input']>;
};


export type QuerySuggestArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};


export type QueryTagValuesArgs = {
  attribute: Scalars['String']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
  taxonomy?: InputMaybe<Scalars['String']['input']>;
};

/** What was searched for. */
export type QueryInfo = {
  readonly __typename?: 'QueryInfo';
  /** Parts whose embedding came from the cache. */
  readonly cached: ReadonlyArray<QueryPart>;
  /** `text` with its spelling put right; null where it stayed as it was. */
  readonly correctedText?: Maybe<Scalars['String']['output']>;
  /** Dimension searched at. */
  readonly dimension: Scalars['Int']['output'];
  /** Id of the request, as in the logs. */
  readonly id: Scalars['ID']['output'];
  /** False where the words are in a language that the model does not read; the built-in model reads English. */
  readonly languageSupported: Scalars['Boolean']['output'];
  /** Model that embedded the query. */
  readonly model: Scalars['String']['output'];
  /**
   * Handle of the photo that was searched by, its region included; null where there was none. Give it as `photo` for
   * further pages, filters and words without another upload. It holds the embedding, not the photo, and ends with
   * PHOTO_EXPIRED after PHOTO_HOURS or with the model.
   */
  readonly photo?: Maybe<Scalars['ID']['output']>;
  /** Phrases of `text`, or of `correctedText`, that became conditions, in their order; the other words were searched for. */
  readonly understood: ReadonlyArray<UnderstoodPhrase>;
  /** Weights used, one for each part. */
  readonly weights: ReadonlyArray<PartWeight>;
};

/** A part of a query. */
export type QueryPart =
  /** The sound. */
  | 'AUDIO'
  /** The document. */
  | 'DOCUMENT'
  /** The photo. */
  | 'IMAGE'
  /** The product given as `like`. */
  | 'LIKE'
  /** The words. */
  | 'TEXT'
  /** The clip. */
  | 'VIDEO'
  /** The words of `without`. */
  | 'WITHOUT';

/** A part of a photo, as fractions of its width and height as it is displayed. */
export type RegionInput = {
  /** Height, above 0; y + height is at most 1. */
  readonly height: Scalars['Float']['input'];
  /** Width, above 0; x + width is at most 1. */
  readonly width: Scalars['Float']['input'];
  /** Left edge, 0 to 1. */
  readonly x: Scalars['Float']['input'];
  /** Upper edge, 0 to 1. */
  readonly y: Scalars['Float']['input'];
};

/** What was taken back. */
export type RevertReviewsPayload = {
  readonly __typename?: 'RevertReviewsPayload';
  /** The entries that no longer hold. */
  readonly entries: ReadonlyArray<ReviewEntry>;
  /** Whether the index, and with it filters and facets, says so by now. Where not, it is tried again until it does; the decisions are kept. */
  readonly isIndexed: Scalars['Boolean']['output'];
  /** Id of the last entry of the log, which holds the reverting. */
  readonly reviewVersion: Scalars['Int']['output'];
};

/** How people met what was proposed. */
export type ReviewAcceptance = {
  readonly __typename?: 'ReviewAcceptance';
  /** Proposals that were accepted. */
  readonly accepted: Scalars['Int']['output'];
  /** Name of the attribute. */
  readonly attribute: Scalars['String']['output'];
  /** Proposals that were rejected or replaced. */
  readonly corrected: Scalars['Int']['output'];
  /** First day of the period, e.g. `2026-11-30`; null for all time. */
  readonly from?: Maybe<Scalars['String']['output']>;
  /** Share of the accepted, 0 to 1. */
  readonly share: Scalars['Float']['output'];
  /** The value that was proposed; null for all of the attribute. */
  readonly value?: Maybe<Scalars['String']['output']>;
};

/** A decision on one tag. */
export type ReviewDecisionInput = {
  /** Name of the attribute, e.g. `color`; `category` for the category. */
  readonly attribute: Scalars['String']['input'];
  /** The right value, for REPLACE. */
  readonly replacement?: InputMaybe<Scalars['String']['input']>;
  /** The value that was proposed, for the category its path; absent with REPLACE where none was proposed. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
  /** What was decided. */
  readonly verdict: ReviewVerdict;
};

/** One entry of the review log. */
export type ReviewEntry = {
  readonly __typename?: 'ReviewEntry';
  /** When it was written, ISO 8601. */
  readonly at: Scalars['String']['output'];
  /** Name of the attribute. */
  readonly attribute: Scalars['String']['output'];
  /** Its number in the log, from 1. */
  readonly id: Scalars['ID']['output'];
  /** The photo that was looked at; null for a product without one. */
  readonly imageUrl?: Maybe<Scalars['String']['output']>;
  /** Whether it was taken back. */
  readonly isReverted: Scalars['Boolean']['output'];
  /** Model that read the photo. */
  readonly model: Scalars['String']['output'];
  /** What the index stated before. */
  readonly previous?: Maybe<Scalars['String']['output']>;
  /** The product as the catalogue states it now; null where it is there no more. */
  readonly product?: Maybe<Product>;
  /** The product. */
  readonly productId: Scalars['ID']['output'];
  /** The right value, for REPLACE. */
  readonly replacement?: Maybe<Scalars['String']['output']>;
  /** Name of the taxonomy. */
  readonly taxonomy: Scalars['String']['output'];
  /** Version of the taxonomy. */
  readonly taxonomyVersion: Scalars['String']['output'];
  /** The value that was proposed. */
  readonly value?: Maybe<Scalars['String']['output']>;
  /** What was decided. */
  readonly verdict: ReviewVerdict;
  /** Name of the API key it was written with; `local` on a server without keys. */
  readonly who: Scalars['String']['output'];
};

/** What decisions are counted by. */
export type ReviewPeriod =
  /** A day, in UTC. */
  | 'DAY'
  /** A month. */
  | 'MONTH'
  /** A week from Monday. */
  | 'WEEK';

/** A product to review. */
export type ReviewQueueItem = {
  readonly __typename?: 'ReviewQueueItem';
  /** The photo to look at. */
  readonly imageUrl?: Maybe<Scalars['String']['output']>;
  /** The product as the catalogue states it. */
  readonly product: Product;
  /** Its proposed tags, with their evidence. */
  readonly tagging: AutoTagPayload;
};

/** A page of products to review. */
export type ReviewQueuePayload = {
  readonly __typename?: 'ReviewQueuePayload';
  /** Products, the least certain first. */
  readonly items: ReadonlyArray<ReviewQueueItem>;
  /** Whether there is more, and where to continue. */
  readonly pageInfo: PageInfo;
};

/** Decisions on one product. */
export type ReviewTagsInput = {
  /** 1 to 100 decisions, in this order; what is said twice is one decision. */
  readonly decisions: ReadonlyArray<ReviewDecisionInput>;
  /** BCP 47 tag of the names to show in the answer, e.g. `de`. Default: no names. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** Its id in the catalogue. */
  readonly productId: Scalars['ID']['input'];
  /** Name of the taxonomy that the values are of. Default: the shop's own, else `general`. */
  readonly taxonomy?: InputMaybe<Scalars['String']['input']>;
};

/** What was written. */
export type ReviewTagsPayload = {
  readonly __typename?: 'ReviewTagsPayload';
  /** The entries of the log, one for each decision, in their order. */
  readonly entries: ReadonlyArray<ReviewEntry>;
  /** Whether the index, and with it filters and facets, says so by now. Where not, it is tried again until it does; the decisions are kept. */
  readonly isIndexed: Scalars['Boolean']['output'];
  /** The tags of the product as they are now. */
  readonly tagging: AutoTagPayload;
};

/** What a person decided about a tag. */
export type ReviewVerdict =
  /** The value is right. */
  | 'ACCEPT'
  /** The value is wrong. */
  | 'REJECT'
  /** Another value is right; the proposed one, if any, is wrong. */
  | 'REPLACE';

/** One product found. */
export type SearchItem = {
  readonly __typename?: 'SearchItem';
  /** Share of each part of the query in the score. */
  readonly explanation: ReadonlyArray<Explanation>;
  /** The record of the product that matched best. */
  readonly match: MatchedView;
  /** The product. */
  readonly product: Product;
  /** How likely the product is right, 0 to 1 on one scale for texts and photos; 0.5 is as likely right as wrong. The order follows it unless sorted. 0 where nothing was searched for. */
  readonly relevance: Scalars['Float']['output'];
  /** Cosine similarity (1 - distance) of the query and the record that matched best; 0 where nothing was searched for. */
  readonly score: Scalars['Float']['output'];
};

/** A page of search results. */
export type SearchPayload = {
  readonly __typename?: 'SearchPayload';
  /** Values to filter by, counted over the products of all pages. */
  readonly facets: Facets;
  /** Products, best first. */
  readonly items: ReadonlyArray<SearchItem>;
  /**
   * Whether the shop seems not to have what was asked for: the items, if any, are what comes nearest. The best of them
   * is then more likely wrong than right: its relevance is below 0.5.
   */
  readonly nearest: Scalars['Boolean']['output'];
  /** Whether there is more, and where to continue. */
  readonly pageInfo: PageInfo;
  /** What was searched for, and how. */
  readonly query: QueryInfo;
  /** Ways on where there are no items, or only what is nearest; else empty. Each filter of the search costs a query of the store. */
  readonly suggestions: ReadonlyArray<SearchSuggestion>;
  /** Products on all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** What `totalCount` and the facets count. */
  readonly totalScope: TotalScope;
};

/** A way on from an answer without the right products. */
export type SearchSuggestion = {
  readonly __typename?: 'SearchSuggestion';
  /** The category to look in, for kind CATEGORY. */
  readonly category?: Maybe<Scalars['String']['output']>;
  /** The field of the filter to leave out, for kind FILTER. */
  readonly filter?: Maybe<Scalars['String']['output']>;
  /** What is to be changed. */
  readonly kind: SearchSuggestionKind;
  /** Products there; null for kind SPELLING. */
  readonly products?: Maybe<Scalars['Int']['output']>;
  /** The words to search for instead, for kind SPELLING. */
  readonly text?: Maybe<Scalars['String']['output']>;
};

/** What a suggestion changes. */
export type SearchSuggestionKind =
  /** The category: a broader one than the filter names, or one that the shop has. */
  | 'CATEGORY'
  /** The filter: without this field there are products. */
  | 'FILTER'
  /** The spelling, which was to stay as typed. */
  | 'SPELLING';

/** Which end comes first. */
export type SortDirection =
  /** The least relevant, cheapest, oldest, first in the alphabet. */
  | 'ASC'
  /** The most relevant, dearest, newest, last in the alphabet. */
  | 'DESC';

/** What to sort by. */
export type SortInput = {
  /** Name of an attribute that can be filtered by, as `facets.groups` has it, e.g. `Weight`. Its values come in the order of the alphabet and of their numbers, 9 before 10; a product counts with the first of its values. */
  readonly attribute?: InputMaybe<Scalars['String']['input']>;
  /** Default: the best, the cheapest, the newest, the first in the alphabet, the lowest number is first. */
  readonly direction?: InputMaybe<SortDirection>;
  /** The key; give this or `attribute`. */
  readonly key?: InputMaybe<SortKey>;
};

/** What products can be sorted by; those without a value come last. */
export type SortKey =
  /** When they first came into the catalogue; a change makes no product new. */
  | 'NEWEST'
  /** Lowest price of their variants, whatever range is asked for; in the currency of most, those in others come last. */
  | 'PRICE'
  /** How well they match; while nothing is searched for, their id. */
  | 'RELEVANCE'
  /** Title, without regard to case and accents; 9 comes before 10. */
  | 'TITLE';

/** A product in a list of suggestions. */
export type SuggestedProduct = {
  readonly __typename?: 'SuggestedProduct';
  /** Brand. */
  readonly brand?: Maybe<Scalars['String']['output']>;
  /** Category path. */
  readonly category?: Maybe<Scalars['String']['output']>;
  /** Id in the catalogue. */
  readonly id: Scalars['ID']['output'];
  /** Main photo. */
  readonly image?: Maybe<Scalars['String']['output']>;
  /** Whether it can be bought now; null where the catalogue does not say. */
  readonly inStock?: Maybe<Scalars['Boolean']['output']>;
  /** Price. */
  readonly price?: Maybe<Price>;
  /** Name. */
  readonly title?: Maybe<Scalars['String']['output']>;
};

/** What words that are being typed may lead to. */
export type Suggestions = {
  readonly __typename?: 'Suggestions';
  /** Brands to filter by. */
  readonly brands: ReadonlyArray<Scalars['String']['output']>;
  /** Category paths to filter by. */
  readonly categories: ReadonlyArray<Scalars['String']['output']>;
  /** Products whose title or brand has the words, those that can be bought first. */
  readonly products: ReadonlyArray<SuggestedProduct>;
  /** Queries to ask, in the catalogue's own words and spelling. */
  readonly queries: ReadonlyArray<Scalars['String']['output']>;
};

/** A value of an attribute. */
export type Tag = {
  readonly __typename?: 'Tag';
  /** Other values, the best first. */
  readonly alternatives: ReadonlyArray<TagCandidate>;
  /** Name of the attribute, e.g. `color`. */
  readonly attribute: Scalars['String']['output'];
  /** Name of the attribute to show, e.g. `Farbe`, in the language asked for; null where none was. */
  readonly attributeName?: Maybe<Scalars['String']['output']>;
  /** 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  /** What was decided. */
  readonly decision: TagDecision;
  /** What speaks for it. */
  readonly evidence: ReadonlyArray<TagEvidence>;
  /** The value to show, e.g. `Rot`, in the language asked for; null where none was. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The value, e.g. `red`. */
  readonly value: Scalars['String']['output'];
};

/** A value that was not chosen. */
export type TagCandidate = {
  readonly __typename?: 'TagCandidate';
  /** 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  /** The value to show, in the language asked for; null where none was. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The value. */
  readonly value: Scalars['String']['output'];
};

/** What was decided about a value. */
export type TagDecision =
  /** Not known. */
  | 'ABSTAINED'
  /** Certain enough to write down: above the threshold learned or stated for the attribute. */
  | 'ASSIGNED'
  /** For a person to decide: likely, but below the threshold, or none is known. */
  | 'SUGGESTED';

/** A reason for a value. */
export type TagEvidence = {
  readonly __typename?: 'TagEvidence';
  /** Its photo that looks alike, for NEIGHBOUR. */
  readonly imageUrl?: Maybe<Scalars['String']['output']>;
  /** Where it comes from. */
  readonly kind: TagEvidenceKind;
  /** The product of the catalogue that has the value, for NEIGHBOUR. */
  readonly productId?: Maybe<Scalars['ID']['output']>;
  /** 0 to 1: how likely this source alone holds the value; for NEIGHBOUR the cosine similarity of the photo. */
  readonly score: Scalars['Float']['output'];
};

/** Where evidence comes from. */
export type TagEvidenceKind =
  /** The color was measured in the photo. */
  | 'COLOR'
  /** A classifier learned from labelled photos. */
  | 'HEAD'
  /** A photo of the catalogue that looks alike has the value. */
  | 'NEIGHBOUR'
  /** The photo resembles the words of the label. */
  | 'PROMPT'
  /** A person said so in a review of this product. */
  | 'REVIEW'
  /** The title resembles the words of the label. */
  | 'TITLE';

/** A value of an attribute. */
export type TagValue = {
  readonly __typename?: 'TagValue';
  /** Name to show; of a category each step of its path, e.g. `Wohnen/Möbel/Stuhl`. */
  readonly name: Scalars['String']['output'];
  /** The value, for a category its path. */
  readonly value: Scalars['String']['output'];
};

/** A closed list of categories, and of attributes with their values. */
export type Taxonomy = {
  readonly __typename?: 'Taxonomy';
  /** What is asked beside `category`, which every taxonomy has. Values are in `tagValues`. */
  readonly attributes: ReadonlyArray<TaxonomyAttribute>;
  /** Name, to pass as the argument `taxonomy`. */
  readonly name: Scalars['String']['output'];
  /** Version. */
  readonly version: Scalars['String']['output'];
};

/** A question with a closed list of answers. */
export type TaxonomyAttribute = {
  readonly __typename?: 'TaxonomyAttribute';
  /** Name, e.g. `color`. */
  readonly name: Scalars['String']['output'];
  /** How many values a product can have. */
  readonly type: TaxonomyAttributeType;
};

/** How many values of an attribute a product can have. */
export type TaxonomyAttributeType =
  /** Any number. */
  | 'MANY_OF'
  /** At most one. */
  | 'ONE_OF';

/** What a total counts. */
export type TotalScope =
  /** The products found among the SEARCH_CANDIDATES records that are nearest to what was searched for. */
  | 'CANDIDATES'
  /** All products that meet the filter; nothing was searched for. */
  | 'CATALOGUE'
  /** The same among the LISTED_PRODUCTS that the service lists; the catalogue has more. */
  | 'LISTED';

/** What a phrase was taken for. */
export type UnderstoodKind =
  /** Something that is not wanted. */
  | 'NOT'
  /** A price. */
  | 'PRICE'
  /** An order. */
  | 'SORT';

/** A phrase of the words that became a condition. */
export type UnderstoodPhrase = {
  readonly __typename?: 'UnderstoodPhrase';
  /**
   * ISO 4217 code, for kind PRICE: that of the catalogue where it has but one, whatever currency the words name; null where
   * none is known.
   */
  readonly currency?: Maybe<Scalars['String']['output']>;
  /** Which end comes first, for kind SORT. */
  readonly direction?: Maybe<SortDirection>;
  /** For kind NOT: true where products with this value are left out; false where the words count against, as `without` does. */
  readonly isFiltered?: Maybe<Scalars['Boolean']['output']>;
  /** What it was taken for. */
  readonly kind: UnderstoodKind;
  /** Highest price, for kind PRICE; null where it is open. */
  readonly max?: Maybe<Scalars['Float']['output']>;
  /** Lowest price, for kind PRICE; null where it is open. */
  readonly min?: Maybe<Scalars['Float']['output']>;
  /** The phrase as it stands in the words, e.g. `under 50 euros`. */
  readonly phrase: Scalars['String']['output'];
  /** What is sorted by, for kind SORT: among the products that are likely right, which come first. */
  readonly sort?: Maybe<SortKey>;
  /** What is not wanted, for kind NOT. */
  readonly value?: Maybe<Scalars['String']['output']>;
};

/** Conditions on products that are left out; each leaves out products by itself. */
export type UnwantedProducts = {
  /** Attributes and options of variants, e.g. material or size, at most 20; each must hold. */
  readonly attributes?: InputMaybe<ReadonlyArray<AttributeFilter>>;
  /** Brand as the catalogue writes it. */
  readonly brand?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Category or any category below it, e.g. `Home` or `Home/Furniture`. */
  readonly category?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Color as the catalogue writes it. */
  readonly color?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether the product can be bought now. */
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** BCP 47 language tag, e.g. `en-GB`. */
  readonly locale?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Lowest price of the product and its variants, in the catalogue's currency. */
  readonly price?: InputMaybe<PriceRange>;
  /** Tag as the catalogue writes it. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** What became of the offers. */
export type UpdateOffersPayload = {
  readonly __typename?: 'UpdateOffersPayload';
  /** Products that had these already. */
  readonly unchanged: Scalars['Int']['output'];
  /** Products that have another price or stock now. */
  readonly updated: Scalars['Int']['output'];
  /** Offers that were not taken, and why; the others were. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What became of the products. */
export type UpsertProductsPayload = {
  readonly __typename?: 'UpsertProductsPayload';
  /** Products that are new. */
  readonly created: Scalars['Int']['output'];
  /** What was left out of products that were written, e.g. a photo that could not be fetched. */
  readonly notices: ReadonlyArray<UserError>;
  /** Products that were there like this already. */
  readonly unchanged: Scalars['Int']['output'];
  /** Products that are others now. */
  readonly updated: Scalars['Int']['output'];
  /** Products that were not written, and why; the others were. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What is wrong with one product. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** A code as in `errors[].extensions.code`. */
  readonly code: Scalars['String']['output'];
  /** The field it is about; null where it is the product as a whole. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** Id of the product. */
  readonly id: Scalars['ID']['output'];
  /** What is wrong and what to do. */
  readonly message: Scalars['String']['output'];
};

/** What a shopper puts into the cart: a product in one size and color. */
export type Variant = {
  readonly __typename?: 'Variant';
  /** What it cost before its sale; null where it is not on sale. */
  readonly compareAtPrice?: Maybe<Price>;
  /** Unique within its product. */
  readonly id: Scalars['ID']['output'];
  /** SKU, GTIN and the like. */
  readonly identifiers: ReadonlyArray<Scalars['String']['output']>;
  /** Address of its photo. */
  readonly image?: Maybe<Scalars['String']['output']>;
  /** Whether it can be bought now; null where the catalogue does not say. */
  readonly inStock?: Maybe<Scalars['Boolean']['output']>;
  /** What it is chosen by. */
  readonly options: ReadonlyArray<VariantOption>;
  /** What it costs now. */
  readonly price?: Maybe<Price>;
  /** Name. */
  readonly title?: Maybe<Scalars['String']['output']>;
};

/** A product in one size and color. */
export type VariantInput = {
  /** What it cost before, where that is more. */
  readonly compareAtPrice?: InputMaybe<PriceInput>;
  /** Id, unique within the product. */
  readonly id: Scalars['ID']['input'];
  /** SKU, GTIN and the like. */
  readonly identifiers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** One of the product's images. */
  readonly image?: InputMaybe<Scalars['String']['input']>;
  /** Whether it can be bought now. */
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** Choices that it stands for. */
  readonly options?: InputMaybe<ReadonlyArray<VariantOptionInput>>;
  /** What it costs now. */
  readonly price?: InputMaybe<PriceInput>;
  /** Name. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** One choice that a variant stands for. */
export type VariantOption = {
  readonly __typename?: 'VariantOption';
  /** What is chosen, e.g. `Size`. */
  readonly name: Scalars['String']['output'];
  /** The choice, e.g. `M`. */
  readonly value: Scalars['String']['output'];
};

/** One choice, e.g. `Size` and `M`. */
export type VariantOptionInput = {
  /** Name. */
  readonly name: Scalars['String']['input'];
  /** Value. */
  readonly value: Scalars['String']['input'];
};

/** What is left out of a list so that more kinds of products come to be seen. */
export type VarietyInput = {
  /** Show products once that hardly differ: of one main photo, or of one title and brand. Default: FOLD_ALIKE. */
  readonly foldAlike?: InputMaybe<Scalars['Boolean']['input']>;
  /** At most so many products of one brand, the first of the list; 1 to 100. Those without a brand all stay. */
  readonly perBrand?: InputMaybe<Scalars['Int']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Abstention: ResolverTypeWrapper<Abstention>;
  AttributeFacet: ResolverTypeWrapper<AttributeFacet>;
  AttributeFilter: AttributeFilter;
  AttributeInput: AttributeInput;
  AutoTagPayload: ResolverTypeWrapper<AutoTagResult>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Catalogue: ResolverTypeWrapper<Omit<Catalogue, 'facets'> & { facets: ResolversTypes['Facets'] }>;
  CategoryTag: ResolverTypeWrapper<CategoryTagModel>;
  DeleteProductsPayload: ResolverTypeWrapper<DeleteProductsPayload>;
  Explanation: ResolverTypeWrapper<Explanation>;
  ExternalId: ResolverTypeWrapper<ExternalId>;
  Facet: ResolverTypeWrapper<Facet>;
  FacetGroup: ResolverTypeWrapper<FacetGroup>;
  FacetKind: FacetKind;
  FacetScope: FacetScope;
  FacetValue: ResolverTypeWrapper<FacetValue>;
  Facets: ResolverTypeWrapper<GroupedFacets>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FusionInput: FusionInput;
  FusionPreset: FusionPreset;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  MatchKind: MatchKind;
  MatchedView: ResolverTypeWrapper<MatchedView>;
  Media: ResolverTypeWrapper<Media>;
  MediaKind: MediaKind;
  Modality: Modality;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OfferInput: OfferInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PartWeight: ResolverTypeWrapper<PartWeight>;
  Price: ResolverTypeWrapper<Price>;
  PriceInput: PriceInput;
  PriceRange: PriceRange;
  PriceSpan: ResolverTypeWrapper<PriceSpan>;
  Product: ResolverTypeWrapper<ProductModel>;
  ProductAttribute: ResolverTypeWrapper<ProductAttribute>;
  ProductFilter: ProductFilter;
  ProductInput: ProductInput;
  ProductPriceRange: ResolverTypeWrapper<ProductPriceRange>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QueryInfo: ResolverTypeWrapper<QueryInfo>;
  QueryPart: QueryPart;
  RegionInput: RegionInput;
  RevertReviewsPayload: ResolverTypeWrapper<Omit<RevertReviewsPayload, 'entries'> & { entries: ReadonlyArray<ResolversTypes['ReviewEntry']> }>;
  ReviewAcceptance: ResolverTypeWrapper<ReviewAcceptance>;
  ReviewDecisionInput: ReviewDecisionInput;
  ReviewEntry: ResolverTypeWrapper<ReviewRecord>;
  ReviewPeriod: ReviewPeriod;
  ReviewQueueItem: ResolverTypeWrapper<Omit<ReviewQueueItem, 'product' | 'tagging'> & { product: ResolversTypes['Product'], tagging: ResolversTypes['AutoTagPayload'] }>;
  ReviewQueuePayload: ResolverTypeWrapper<Omit<ReviewQueuePayload, 'items'> & { items: ReadonlyArray<ResolversTypes['ReviewQueueItem']> }>;
  ReviewTagsInput: ReviewTagsInput;
  ReviewTagsPayload: ResolverTypeWrapper<Omit<ReviewTagsPayload, 'entries' | 'tagging'> & { entries: ReadonlyArray<ResolversTypes['ReviewEntry']>, tagging: ResolversTypes['AutoTagPayload'] }>;
  ReviewVerdict: ReviewVerdict;
  SearchItem: ResolverTypeWrapper<SearchItemModel>;
  SearchPayload: ResolverTypeWrapper<SearchResult>;
  SearchSuggestion: ResolverTypeWrapper<SearchSuggestion>;
  SearchSuggestionKind: SearchSuggestionKind;
  SortDirection: SortDirection;
  SortInput: SortInput;
  SortKey: SortKey;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SuggestedProduct: ResolverTypeWrapper<ListedProduct>;
  Suggestions: ResolverTypeWrapper<SuggestionsModel>;
  Tag: ResolverTypeWrapper<Tag>;
  TagCandidate: ResolverTypeWrapper<TagCandidate>;
  TagDecision: TagDecision;
  TagEvidence: ResolverTypeWrapper<TagEvidence>;
  TagEvidenceKind: TagEvidenceKind;
  TagValue: ResolverTypeWrapper<TagValue>;
  Taxonomy: ResolverTypeWrapper<TaxonomyModel>;
  TaxonomyAttribute: ResolverTypeWrapper<TaxonomyAttribute>;
  TaxonomyAttributeType: TaxonomyAttributeType;
  TotalScope: TotalScope;
  UnderstoodKind: UnderstoodKind;
  UnderstoodPhrase: ResolverTypeWrapper<UnderstoodPhrase>;
  UnwantedProducts: UnwantedProducts;
  UpdateOffersPayload: ResolverTypeWrapper<UpdateOffersPayload>;
  Upload: ResolverTypeWrapper<Scalars['Upload']['output']>;
  UpsertProductsPayload: ResolverTypeWrapper<UpsertProductsPayload>;
  UserError: ResolverTypeWrapper<UserError>;
  Variant: ResolverTypeWrapper<VariantModel>;
  VariantInput: VariantInput;
  VariantOption: ResolverTypeWrapper<VariantOption>;
  VariantOptionInput: VariantOptionInput;
  VarietyInput: VarietyInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Abstention: Abstention;
  AttributeFacet: AttributeFacet;
  AttributeFilter: AttributeFilter;
  AttributeInput: AttributeInput;
  AutoTagPayload: AutoTagResult;
  Boolean: Scalars['Boolean']['output'];
  Catalogue: Omit<Catalogue, 'facets'> & { facets: ResolversParentTypes['Facets'] };
  CategoryTag: CategoryTagModel;
  DeleteProductsPayload: DeleteProductsPayload;
  Explanation: Explanation;
  ExternalId: ExternalId;
  Facet: Facet;
  FacetGroup: FacetGroup;
  FacetValue: FacetValue;
  Facets: GroupedFacets;
  Float: Scalars['Float']['output'];
  FusionInput: FusionInput;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  MatchedView: MatchedView;
  Media: Media;
  Mutation: Record<PropertyKey, never>;
  OfferInput: OfferInput;
  PageInfo: PageInfo;
  PartWeight: PartWeight;
  Price: Price;
  PriceInput: PriceInput;
  PriceRange: PriceRange;
  PriceSpan: PriceSpan;
  Product: ProductModel;
  ProductAttribute: ProductAttribute;
  ProductFilter: ProductFilter;
  ProductInput: ProductInput;
  ProductPriceRange: ProductPriceRange;
  Query: Record<PropertyKey, never>;
  QueryInfo: QueryInfo;
  RegionInput: RegionInput;
  RevertReviewsPayload: Omit<RevertReviewsPayload, 'entries'> & { entries: ReadonlyArray<ResolversParentTypes['ReviewEntry']> };
  ReviewAcceptance: ReviewAcceptance;
  ReviewDecisionInput: ReviewDecisionInput;
  ReviewEntry: ReviewRecord;
  ReviewQueueItem: Omit<ReviewQueueItem, 'product' | 'tagging'> & { product: ResolversParentTypes['Product'], tagging: ResolversParentTypes['AutoTagPayload'] };
  ReviewQueuePayload: Omit<ReviewQueuePayload, 'items'> & { items: ReadonlyArray<ResolversParentTypes['ReviewQueueItem']> };
  ReviewTagsInput: ReviewTagsInput;
  ReviewTagsPayload: Omit<ReviewTagsPayload, 'entries' | 'tagging'> & { entries: ReadonlyArray<ResolversParentTypes['ReviewEntry']>, tagging: ResolversParentTypes['AutoTagPayload'] };
  SearchItem: SearchItemModel;
  SearchPayload: SearchResult;
  SearchSuggestion: SearchSuggestion;
  SortInput: SortInput;
  String: Scalars['String']['output'];
  SuggestedProduct: ListedProduct;
  Suggestions: SuggestionsModel;
  Tag: Tag;
  TagCandidate: TagCandidate;
  TagEvidence: TagEvidence;
  TagValue: TagValue;
  Taxonomy: TaxonomyModel;
  TaxonomyAttribute: TaxonomyAttribute;
  UnderstoodPhrase: UnderstoodPhrase;
  UnwantedProducts: UnwantedProducts;
  UpdateOffersPayload: UpdateOffersPayload;
  Upload: Scalars['Upload']['output'];
  UpsertProductsPayload: UpsertProductsPayload;
  UserError: UserError;
  Variant: VariantModel;
  VariantInput: VariantInput;
  VariantOption: VariantOption;
  VariantOptionInput: VariantOptionInput;
  VarietyInput: VarietyInput;
};

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = MercuriusContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AbstentionResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Abstention'] = ResolversParentTypes['Abstention']> = {
  alternatives?: Resolver<ReadonlyArray<ResolversTypes['TagCandidate']>, ParentType, ContextType>;
  attribute?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attributeName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AttributeFacetResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['AttributeFacet'] = ResolversParentTypes['AttributeFacet']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
};

export type AutoTagPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['AutoTagPayload'] = ResolversParentTypes['AutoTagPayload']> = {
  abstained?: Resolver<ReadonlyArray<ResolversTypes['Abstention']>, ParentType, ContextType>;
  category?: Resolver<ResolversTypes['CategoryTag'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reviewVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  taxonomy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  taxonomyVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CatalogueResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Catalogue'] = ResolversParentTypes['Catalogue']> = {
  dimensions?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  facets?: Resolver<ResolversTypes['Facets'], ParentType, ContextType>;
  modalities?: Resolver<ReadonlyArray<ResolversTypes['Modality']>, ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  products?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  views?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CategoryTagResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['CategoryTag'] = ResolversParentTypes['CategoryTag']> = {
  alternatives?: Resolver<ReadonlyArray<ResolversTypes['TagCandidate']>, ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  decision?: Resolver<ResolversTypes['TagDecision'], ParentType, ContextType>;
  evidence?: Resolver<ReadonlyArray<ResolversTypes['TagEvidence']>, ParentType, ContextType>;
  externalIds?: Resolver<ReadonlyArray<ResolversTypes['ExternalId']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  suggestedPath?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeleteProductsPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['DeleteProductsPayload'] = ResolversParentTypes['DeleteProductsPayload']> = {
  absent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deleted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ExplanationResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Explanation'] = ResolversParentTypes['Explanation']> = {
  part?: Resolver<ResolversTypes['QueryPart'], ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ExternalIdResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ExternalId'] = ResolversParentTypes['ExternalId']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  list?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Facet'] = ResolversParentTypes['Facet']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetGroupResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['FacetGroup'] = ResolversParentTypes['FacetGroup']> = {
  attribute?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FacetKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['FacetValue']>, ParentType, ContextType>;
};

export type FacetValueResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['FacetValue'] = ResolversParentTypes['FacetValue']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  selected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetsResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Facets'] = ResolversParentTypes['Facets']> = {
  attributes?: Resolver<ReadonlyArray<ResolversTypes['AttributeFacet']>, ParentType, ContextType>;
  brands?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
  categories?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
  colors?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['FacetGroup']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['PriceSpan']>, ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['FacetScope'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
};

export type MatchedViewResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['MatchedView'] = ResolversParentTypes['MatchedView']> = {
  endSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  imageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MatchKind'], ParentType, ContextType>;
  mediaUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  page?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  startSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  variantId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type MediaResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Media'] = ResolversParentTypes['Media']> = {
  alt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  height?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MediaKind'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deleteProducts?: Resolver<ResolversTypes['DeleteProductsPayload'], ParentType, ContextType, RequireFields<MutationDeleteProductsArgs, 'ids'>>;
  revertReviews?: Resolver<ResolversTypes['RevertReviewsPayload'], ParentType, ContextType, RequireFields<MutationRevertReviewsArgs, 'ids'>>;
  reviewTags?: Resolver<ResolversTypes['ReviewTagsPayload'], ParentType, ContextType, RequireFields<MutationReviewTagsArgs, 'input'>>;
  updateOffers?: Resolver<ResolversTypes['UpdateOffersPayload'], ParentType, ContextType, RequireFields<MutationUpdateOffersArgs, 'offers'>>;
  upsertProducts?: Resolver<ResolversTypes['UpsertProductsPayload'], ParentType, ContextType, RequireFields<MutationUpsertProductsArgs, 'products'>>;
};

export type PageInfoResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PartWeightResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['PartWeight'] = ResolversParentTypes['PartWeight']> = {
  part?: Resolver<ResolversTypes['QueryPart'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type PriceResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Price'] = ResolversParentTypes['Price']> = {
  amount?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PriceSpanResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['PriceSpan'] = ResolversParentTypes['PriceSpan']> = {
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  max?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  min?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  attributes?: Resolver<ReadonlyArray<ResolversTypes['ProductAttribute']>, ParentType, ContextType>;
  brand?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  color?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  colors?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  compareAtPrice?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  handle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  images?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  inStock?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  media?: Resolver<ReadonlyArray<ResolversTypes['Media']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  priceRange?: Resolver<Maybe<ResolversTypes['ProductPriceRange']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  taxonomyCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  variants?: Resolver<ReadonlyArray<ResolversTypes['Variant']>, ParentType, ContextType>;
};

export type ProductAttributeResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ProductAttribute'] = ResolversParentTypes['ProductAttribute']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductPriceRangeResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ProductPriceRange'] = ResolversParentTypes['ProductPriceRange']> = {
  max?: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
  min?: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  autoTag?: Resolver<ResolversTypes['AutoTagPayload'], ParentType, ContextType, RequireFields<QueryAutoTagArgs, 'image'>>;
  autoTagProduct?: Resolver<ResolversTypes['AutoTagPayload'], ParentType, ContextType, RequireFields<QueryAutoTagProductArgs, 'id'>>;
  catalogue?: Resolver<ResolversTypes['Catalogue'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'id'>>;
  reviewAcceptance?: Resolver<ReadonlyArray<ResolversTypes['ReviewAcceptance']>, ParentType, ContextType, RequireFields<QueryReviewAcceptanceArgs, 'byValue'>>;
  reviewQueue?: Resolver<ResolversTypes['ReviewQueuePayload'], ParentType, ContextType, RequireFields<QueryReviewQueueArgs, 'first'>>;
  reviews?: Resolver<ReadonlyArray<ResolversTypes['ReviewEntry']>, ParentType, ContextType, RequireFields<QueryReviewsArgs, 'first'>>;
  search?: Resolver<ResolversTypes['SearchPayload'], ParentType, ContextType, RequireFields<QuerySearchArgs, 'cutoff' | 'interpret' | 'spelling' | 'topK'>>;
  suggest?: Resolver<ResolversTypes['Suggestions'], ParentType, ContextType, RequireFields<QuerySuggestArgs, 'first' | 'text'>>;
  tagValues?: Resolver<ReadonlyArray<ResolversTypes['TagValue']>, ParentType, ContextType, RequireFields<QueryTagValuesArgs, 'attribute'>>;
  taxonomies?: Resolver<ReadonlyArray<ResolversTypes['Taxonomy']>, ParentType, ContextType>;
};

export type QueryInfoResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['QueryInfo'] = ResolversParentTypes['QueryInfo']> = {
  cached?: Resolver<ReadonlyArray<ResolversTypes['QueryPart']>, ParentType, ContextType>;
  correctedText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dimension?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  languageSupported?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  photo?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  understood?: Resolver<ReadonlyArray<ResolversTypes['UnderstoodPhrase']>, ParentType, ContextType>;
  weights?: Resolver<ReadonlyArray<ResolversTypes['PartWeight']>, ParentType, ContextType>;
};

export type RevertReviewsPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['RevertReviewsPayload'] = ResolversParentTypes['RevertReviewsPayload']> = {
  entries?: Resolver<ReadonlyArray<ResolversTypes['ReviewEntry']>, ParentType, ContextType>;
  isIndexed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reviewVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReviewAcceptanceResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ReviewAcceptance'] = ResolversParentTypes['ReviewAcceptance']> = {
  accepted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  attribute?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  corrected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReviewEntryResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ReviewEntry'] = ResolversParentTypes['ReviewEntry']> = {
  at?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attribute?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isReverted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  previous?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  productId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  replacement?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxonomy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  taxonomyVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['ReviewVerdict'], ParentType, ContextType>;
  who?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReviewQueueItemResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ReviewQueueItem'] = ResolversParentTypes['ReviewQueueItem']> = {
  imageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  tagging?: Resolver<ResolversTypes['AutoTagPayload'], ParentType, ContextType>;
};

export type ReviewQueuePayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ReviewQueuePayload'] = ResolversParentTypes['ReviewQueuePayload']> = {
  items?: Resolver<ReadonlyArray<ResolversTypes['ReviewQueueItem']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReviewTagsPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['ReviewTagsPayload'] = ResolversParentTypes['ReviewTagsPayload']> = {
  entries?: Resolver<ReadonlyArray<ResolversTypes['ReviewEntry']>, ParentType, ContextType>;
  isIndexed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tagging?: Resolver<ResolversTypes['AutoTagPayload'], ParentType, ContextType>;
};

export type SearchItemResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['SearchItem'] = ResolversParentTypes['SearchItem']> = {
  explanation?: Resolver<ReadonlyArray<ResolversTypes['Explanation']>, ParentType, ContextType>;
  match?: Resolver<ResolversTypes['MatchedView'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  relevance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SearchPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['SearchPayload'] = ResolversParentTypes['SearchPayload']> = {
  facets?: Resolver<ResolversTypes['Facets'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['SearchItem']>, ParentType, ContextType>;
  nearest?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  query?: Resolver<ResolversTypes['QueryInfo'], ParentType, ContextType>;
  suggestions?: Resolver<ReadonlyArray<ResolversTypes['SearchSuggestion']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalScope?: Resolver<ResolversTypes['TotalScope'], ParentType, ContextType>;
};

export type SearchSuggestionResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['SearchSuggestion'] = ResolversParentTypes['SearchSuggestion']> = {
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  filter?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['SearchSuggestionKind'], ParentType, ContextType>;
  products?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SuggestedProductResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['SuggestedProduct'] = ResolversParentTypes['SuggestedProduct']> = {
  brand?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inStock?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SuggestionsResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Suggestions'] = ResolversParentTypes['Suggestions']> = {
  brands?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  categories?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  products?: Resolver<ReadonlyArray<ResolversTypes['SuggestedProduct']>, ParentType, ContextType>;
  queries?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TagResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  alternatives?: Resolver<ReadonlyArray<ResolversTypes['TagCandidate']>, ParentType, ContextType>;
  attribute?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attributeName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  decision?: Resolver<ResolversTypes['TagDecision'], ParentType, ContextType>;
  evidence?: Resolver<ReadonlyArray<ResolversTypes['TagEvidence']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TagCandidateResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['TagCandidate'] = ResolversParentTypes['TagCandidate']> = {
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TagEvidenceResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['TagEvidence'] = ResolversParentTypes['TagEvidence']> = {
  imageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TagEvidenceKind'], ParentType, ContextType>;
  productId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type TagValueResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['TagValue'] = ResolversParentTypes['TagValue']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaxonomyResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Taxonomy'] = ResolversParentTypes['Taxonomy']> = {
  attributes?: Resolver<ReadonlyArray<ResolversTypes['TaxonomyAttribute']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaxonomyAttributeResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['TaxonomyAttribute'] = ResolversParentTypes['TaxonomyAttribute']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['TaxonomyAttributeType'], ParentType, ContextType>;
};

export type UnderstoodPhraseResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['UnderstoodPhrase'] = ResolversParentTypes['UnderstoodPhrase']> = {
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['SortDirection']>, ParentType, ContextType>;
  isFiltered?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['UnderstoodKind'], ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  phrase?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sort?: Resolver<Maybe<ResolversTypes['SortKey']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpdateOffersPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['UpdateOffersPayload'] = ResolversParentTypes['UpdateOffersPayload']> = {
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface UploadScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Upload'], any> {
  name: 'Upload';
}

export type UpsertProductsPayloadResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['UpsertProductsPayload'] = ResolversParentTypes['UpsertProductsPayload']> = {
  created?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  notices?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VariantResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['Variant'] = ResolversParentTypes['Variant']> = {
  compareAtPrice?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inStock?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['VariantOption']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type VariantOptionResolvers<ContextType = MercuriusContext, ParentType extends ResolversParentTypes['VariantOption'] = ResolversParentTypes['VariantOption']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = MercuriusContext> = {
  Abstention?: AbstentionResolvers<ContextType>;
  AttributeFacet?: AttributeFacetResolvers<ContextType>;
  AutoTagPayload?: AutoTagPayloadResolvers<ContextType>;
  Catalogue?: CatalogueResolvers<ContextType>;
  CategoryTag?: CategoryTagResolvers<ContextType>;
  DeleteProductsPayload?: DeleteProductsPayloadResolvers<ContextType>;
  Explanation?: ExplanationResolvers<ContextType>;
  ExternalId?: ExternalIdResolvers<ContextType>;
  Facet?: FacetResolvers<ContextType>;
  FacetGroup?: FacetGroupResolvers<ContextType>;
  FacetValue?: FacetValueResolvers<ContextType>;
  Facets?: FacetsResolvers<ContextType>;
  MatchedView?: MatchedViewResolvers<ContextType>;
  Media?: MediaResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PartWeight?: PartWeightResolvers<ContextType>;
  Price?: PriceResolvers<ContextType>;
  PriceSpan?: PriceSpanResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductAttribute?: ProductAttributeResolvers<ContextType>;
  ProductPriceRange?: ProductPriceRangeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QueryInfo?: QueryInfoResolvers<ContextType>;
  RevertReviewsPayload?: RevertReviewsPayloadResolvers<ContextType>;
  ReviewAcceptance?: ReviewAcceptanceResolvers<ContextType>;
  ReviewEntry?: ReviewEntryResolvers<ContextType>;
  ReviewQueueItem?: ReviewQueueItemResolvers<ContextType>;
  ReviewQueuePayload?: ReviewQueuePayloadResolvers<ContextType>;
  ReviewTagsPayload?: ReviewTagsPayloadResolvers<ContextType>;
  SearchItem?: SearchItemResolvers<ContextType>;
  SearchPayload?: SearchPayloadResolvers<ContextType>;
  SearchSuggestion?: SearchSuggestionResolvers<ContextType>;
  SuggestedProduct?: SuggestedProductResolvers<ContextType>;
  Suggestions?: SuggestionsResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  TagCandidate?: TagCandidateResolvers<ContextType>;
  TagEvidence?: TagEvidenceResolvers<ContextType>;
  TagValue?: TagValueResolvers<ContextType>;
  Taxonomy?: TaxonomyResolvers<ContextType>;
  TaxonomyAttribute?: TaxonomyAttributeResolvers<ContextType>;
  UnderstoodPhrase?: UnderstoodPhraseResolvers<ContextType>;
  UpdateOffersPayload?: UpdateOffersPayloadResolvers<ContextType>;
  Upload?: GraphQLScalarType;
  UpsertProductsPayload?: UpsertProductsPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Variant?: VariantResolvers<ContextType>;
  VariantOption?: VariantOptionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = MercuriusContext> = {
  cost?: CostDirectiveResolver<any, any, ContextType>;
};
