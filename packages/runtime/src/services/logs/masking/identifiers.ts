const iban = (country: string, length: number) => `\\b${country}\\d{2}(?: ?[0-9A-Z]){${length - 4}}\\b`;
const keyBlock = (kind: string) => String.raw`-----BEGIN ${kind}-----(?s:.*?)-----END ${kind}-----`;
const streets = 'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr';
const secrets = 'aws_?secret_?access_?key|credentials|secret access key|secret key|set-awscredential';
const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;

/** How data of a kind is found in a text. */
export interface Identifier {
  readonly pattern: string;
  /** What a place must be, besides. */
  readonly holds?: (text: string) => boolean;
}

/** The check digit of a card's number: Luhn's. */
function isCard(text: string): boolean {
  const sum = [...text.replace(/\D/g, '')]
    .reverse()
    .map((digit, at) => (at % 2 === 0 ? Number(digit) : Number(digit) * 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}

/**
 * AWS: user guide, "Types of data that you can protect", by the ends of their ARNs: those that a form tells. AWS asks
 * for a keyword nearby besides, of some.
 */
export const managedIdentifiers: ReadonlyMap<string, Identifier> = new Map(
  Object.entries<Identifier>({
    Address: {
      pattern: String.raw`\b\d{1,5} (?:[A-Z][a-z]+ ){1,3}(?:${streets})\b`,
    },
    AwsSecretKey: {
      pattern: String.raw`(?i:${secrets})\W{1,30}[A-Za-z0-9/+]{40}`,
    },
    'BankAccountNumber-DE': { pattern: iban('DE', 22) },
    'BankAccountNumber-ES': { pattern: iban('ES', 24) },
    'BankAccountNumber-FR': { pattern: iban('FR', 27) },
    'BankAccountNumber-GB': { pattern: iban('GB', 22) },
    'BankAccountNumber-IT': { pattern: iban('IT', 27) },
    CreditCardNumber: {
      pattern: String.raw`\b(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))(?:[ -]?\d){11,17}\b`,
      holds: isCard,
    },
    EmailAddress: { pattern: String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+` },
    IpAddress: {
      pattern: String.raw`\b(?:${octet}\.){3}${octet}\b|\b(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`,
    },
    LatLong: { pattern: String.raw`-?\b(?:[0-8]?\d|90)\.\d{3,},\s*-?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,}\b` },
    OpenSshPrivateKey: { pattern: keyBlock('OPENSSH PRIVATE KEY') },
    PgpPrivateKey: { pattern: keyBlock('PGP PRIVATE KEY BLOCK') },
    'PhoneNumber-BR': { pattern: String.raw`\+55 ?\(?\d{2}\)? ?9?\d{4}-?\d{4}\b` },
    'PhoneNumber-DE': { pattern: String.raw`\+49[ -]?(?:\d[ -]?){8,11}\d\b` },
    'PhoneNumber-ES': { pattern: String.raw`\+34[ -]?[679](?:[ -]?\d){8}\b` },
    'PhoneNumber-FR': { pattern: String.raw`\+33[ -]?[1-9](?:[ -]?\d){8}\b` },
    'PhoneNumber-GB': { pattern: String.raw`\+44[ -]?(?:\(0\))?[ -]?[1-9](?:[ -]?\d){8,9}\b` },
    'PhoneNumber-IT': { pattern: String.raw`\+39[ -]?\d(?:[ -]?\d){8,9}\b` },
    'PhoneNumber-US': {
      pattern: String.raw`(?:\+1[ .-]?)?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}\b`,
    },
    PkcsPrivateKey: {
      pattern: keyBlock('(?:RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY'),
    },
    PuttyPrivateKey: { pattern: String.raw`PuTTY-User-Key-File-\d:(?s:.*?)Private-MAC: ?[0-9a-f]+` },
    'Ssn-US': { pattern: String.raw`\b\d{3}-\d{2}-\d{4}\b` },
    'Ssn-ES': { pattern: String.raw`\b\d{2}/\d{8}/\d{2}\b` },
    'TaxId-BR': { pattern: String.raw`\b\d{3}\.\d{3}\.\d{3}-\d{2}\b` },
    VehicleIdentificationNumber: { pattern: String.raw`\b[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{2}\d{6}\b` },
  }),
);
