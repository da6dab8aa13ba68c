/** Without control characters. */
export const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
