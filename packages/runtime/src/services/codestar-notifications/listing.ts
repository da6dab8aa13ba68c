/** What every list of this service is asked by. */
export interface Listing {
  readonly Filters?: readonly { readonly Name: string; readonly Value: string }[];
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** AWS: API reference: MaxResults 1–100, and 50 unless said. */
export const pageSize = 50;
