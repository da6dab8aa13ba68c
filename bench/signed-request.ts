import aws4 from 'aws4';

export const region = 'us-east-1';
export const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };

/** A signed request of AWS's JSON protocol, as bytes. It stays good for five minutes, and may be repeated. */
export function signedRequest(port: number, target: string, input: object): Buffer {
  const body = JSON.stringify(input);
  const { headers = {} } = aws4.sign(
    {
      service: target.split('_')[0]!.toLowerCase(),
      region,
      method: 'POST',
      path: '/',
      host: `127.0.0.1:${port}`,
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target },
      body,
    },
    credentials,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
