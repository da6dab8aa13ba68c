/** A pattern that means nothing; the message says why, in the words of AWS where they are known. */
export class PatternFault extends Error {}
