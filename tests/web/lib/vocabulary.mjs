// What schema.org says of the types that pages use, as far as they use them: the properties of
// each type with its supertypes' (`Thing`, `CreativeWork` …), what each property's values are, and
// what search engines want of it. Written after the definitions at https://schema.org/version/latest
// and Google's pages about structured data.

const thing = { name: "text", alternateName: "text", description: "text", url: "url", identifier: ["PropertyValue", "text"], image: ["ImageObject", "url"], mainEntityOfPage: "ref", potentialAction: ["SearchAction"] };
const work = {
  ...thing, headline: "text", alternativeHeadline: "text", inLanguage: "text", datePublished: "date", dateModified: "date", expires: "date",
  author: ["Person", "Organization", "GovernmentOrganization", "ref"], publisher: ["Organization", "GovernmentOrganization", "ref"],
  isPartOf: ["ref", "WebSite", "Periodical", "PublicationVolume", "PublicationIssue", "CreativeWorkSeries"], hasPart: ["Clip", "PublicationVolume", "PublicationIssue", "Article"],
  isBasedOn: "url", keywords: "text", position: "number", encoding: ["MediaObject", "VideoObject"], license: "text", isFamilyFriendly: "boolean", mainEntity: ["ref", "Question"], text: "text",
};
const page = { ...work, breadcrumb: ["ref", "BreadcrumbList"], primaryImageOfPage: ["ImageObject"] };
const media = { ...work, contentUrl: "url", contentSize: "text", embedUrl: "url", encodingFormat: "text", duration: "duration", uploadDate: "date", width: "number", height: "number" };
const article = { ...work, articleSection: "text", pagination: "text" };
const organization = { ...thing, address: ["PostalAddress"] };

/** By type: its properties, those that it must have, and those that search engines want. */
export const vocabulary = {
  Organization: { properties: organization, required: ["name"] },
  GovernmentOrganization: { properties: organization, required: ["name"] },
  Person: { properties: { ...thing, jobTitle: "text" }, required: ["name"] },
  PostalAddress: { properties: { streetAddress: "text", postalCode: "text", addressCountry: "text" }, required: ["streetAddress", "addressCountry"] },
  PropertyValue: { properties: { ...thing, value: ["text", "number"] }, required: ["name", "value"] },
  WebSite: { properties: work, required: ["name", "url", "publisher"] },
  SearchAction: { properties: { ...thing, target: ["EntryPoint"], "query-input": "text" }, required: ["target", "query-input"] },
  EntryPoint: { properties: { urlTemplate: "text" }, required: ["urlTemplate"] },
  WebPage: { properties: page, required: ["name", "url", "inLanguage", "isPartOf"] },
  CollectionPage: { properties: page, required: ["name", "url", "inLanguage", "isPartOf"] },
  ProfilePage: { properties: page, required: ["name", "url", "mainEntity"] },
  AboutPage: { properties: page, required: ["name", "url", "mainEntity"] },
  FAQPage: { properties: page, required: ["mainEntity"] },
  Question: { properties: { ...work, acceptedAnswer: ["Answer"], suggestedAnswer: ["Answer"], eduQuestionType: "text" }, required: ["acceptedAnswer"] },
  Answer: { properties: { ...work, position: "number", answerExplanation: ["Comment"] }, required: ["text"] },
  Comment: { properties: work, required: ["text"] },
  Quiz: { properties: { ...work, educationalUse: "text", hasPart: ["Question"] }, required: ["name", "hasPart"] },
  BreadcrumbList: { properties: { itemListElement: ["ListItem"] }, required: ["itemListElement"] },
  ListItem: { properties: { ...thing, position: "number", item: "url" }, required: ["position", "name", "item"] },
  Article: { properties: article, required: ["headline", "author"], unless: "isPartOf" },
  NewsArticle: { properties: article, required: ["headline", "author", "datePublished", "dateModified", "image", "publisher"] },
  VideoObject: { properties: { ...media, thumbnailUrl: "url", transcript: "text" }, required: ["name", "description", "thumbnailUrl", "uploadDate", "duration"] },
  Clip: { properties: { ...work, startOffset: "number", endOffset: "number" }, required: ["name", "startOffset", "url"] },
  CreativeWorkSeries: { properties: work, required: ["name"] },
  ImageObject: { properties: media, required: ["url"] },
  MediaObject: { properties: media, required: ["contentUrl"] },
  Periodical: { properties: { ...work, issn: "text" }, required: ["name"] },
  PublicationVolume: { properties: { ...work, volumeNumber: "text" }, required: ["volumeNumber"] },
  PublicationIssue: { properties: { ...work, issueNumber: "text" }, required: ["name", "issueNumber", "datePublished"] },
  DefinedTerm: { properties: { ...thing, termCode: "text", inDefinedTermSet: "url" }, required: ["name", "inDefinedTermSet"] },
};

/** Whether a plain value is of a kind. */
export const kinds = {
  text: (value) => typeof value === "string" && value.trim() !== "",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  url: (value) => typeof value === "string" && /^https?:\/\/[^/\s]+\/\S*$/.test(value) && URL.canParse(value),
  // A day, or an instant with its offset.
  date: (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2}))?$/.test(value) && !Number.isNaN(Date.parse(value)),
  duration: (value) => typeof value === "string" && /^PT(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?$/.test(value),
};
