const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const hex = String.raw`[0-9A-Fa-f]`;
const ipv4 = String.raw`(?:${octet}\.){3}${octet}`;
const group = `${hex}{1,4}`;
const some = `(?:${group}(?::${group})*)?`;
const ipv6 = `(?:${group}:){7}${group}|${some}::${some}`;
const month =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|' +
  'Nov(?:ember)?|Dec(?:ember)?';
const day = 'Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?';
const level =
  'trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?|alert';

/** What servers of the web write of a request, and of who made it. */
const request = '(?:%{WORD:method} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})';
const asked = String.raw`\[%{HTTPDATE:timestamp}\] "${request}" %{NUMBER:response} (?:%{NUMBER:bytes}|-)`;
const shown = '%{QS:referrer} %{QS:agent}';

/** By their names: AWS, user guide, "Supported grok patterns". Written for expressions that look neither way. */
export const grokPatterns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    USERNAME: String.raw`[\w.-]+`,
    USER: '%{USERNAME}',
    EMAILLOCALPART: String.raw`[\w!#$%&'*+/=?^{|}~.-]+`,
    EMAILADDRESS: '%{EMAILLOCALPART}@%{HOSTNAME}',
    INT: String.raw`[+-]?\d+`,
    BASE10NUM: String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)`,
    NUMBER: '%{BASE10NUM}',
    BASE16NUM: `[+-]?(?:0x)?${hex}+`,
    POSINT: String.raw`[1-9]\d*`,
    NONNEGINT: String.raw`\d+`,
    BOOLEAN: '(?i:true|false)',
    WORD: String.raw`\b\w+\b`,
    NOTSPACE: String.raw`\S+`,
    SPACE: String.raw`\s*`,
    DATA: '.*?',
    GREEDYDATA: '.*',
    GREEDYDATA_MULTILINE: '(?s:.*)',
    QUOTEDSTRING: String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`,
    QS: '%{QUOTEDSTRING}',
    UUID: `${hex}{8}(?:-${hex}{4}){3}-${hex}{12}`,
    URN: String.raw`urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:[^\s]+`,
    MAC: `(?:${hex}{2}[:-]){5}${hex}{2}|(?:${hex}{4}\\.){2}${hex}{4}`,
    IPV4: ipv4,
    IPV6: ipv6,
    IP: '%{IPV6}|%{IPV4}',
    HOSTNAME: String.raw`\b[0-9A-Za-z](?:[0-9A-Za-z-]{0,62})(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?`,
    HOST: '%{HOSTNAME}',
    IPORHOST: '%{IP}|%{HOSTNAME}',
    HOSTPORT: '%{IPORHOST}:%{POSINT}',
    UNIXPATH: String.raw`(?:/[\w_%!$@:.,+~-]*)+`,
    WINPATH: String.raw`(?:[A-Za-z]:|\\)(?:\\[^\\?*]*)+`,
    PATH: '%{UNIXPATH}|%{WINPATH}',
    TTY: String.raw`/dev/(?:pts|tty(?:[pq])?)(?:\w+)?/?\d+`,
    URIPROTO: '[A-Za-z][A-Za-z0-9+.-]+',
    URIHOST: String.raw`%{IPORHOST}(?::%{POSINT})?`,
    URIPATH: String.raw`(?:/[\w$.+!*'(){},~:;=@#%&|-]*)+`,
    URIPARAM: String.raw`\?[\w$.+!*'|(){},~@#%&/=:;?<>\[\]-]*`,
    URIPATHPARAM: '%{URIPATH}(?:%{URIPARAM})?',
    URI: '%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?',
    MONTH: String.raw`\b(?:${month})\b`,
    MONTHNUM: '0?[1-9]|1[0-2]',
    MONTHNUM2: '0[1-9]|1[0-2]',
    MONTHDAY: String.raw`0[1-9]|[12]\d|3[01]|[1-9]`,
    DAY: day,
    YEAR: String.raw`\d{4}|\d{2}`,
    HOUR: String.raw`2[0-3]|[01]?\d`,
    MINUTE: String.raw`[0-5]\d`,
    SECOND: String.raw`(?:[0-5]?\d|60)(?:[:.,]\d+)?`,
    TIME: '(?:%{HOUR}):%{MINUTE}(?::%{SECOND})?',
    DATE_US: '(?:%{MONTHNUM})[/-](?:%{MONTHDAY})[/-](?:%{YEAR})',
    DATE_EU: '(?:%{MONTHDAY})[./-](?:%{MONTHNUM})[./-](?:%{YEAR})',
    DATE: '%{DATE_US}|%{DATE_EU}',
    DATESTAMP: '(?:%{DATE})[- ]%{TIME}',
    ISO8601_TIMEZONE: String.raw`Z|[+-](?:%{HOUR})(?::?%{MINUTE})?`,
    ISO8601_SECOND: '%{SECOND}',
    ISO8601_HOUR: '%{HOUR}',
    TIMESTAMP_ISO8601:
      '(?:%{YEAR})-(?:%{MONTHNUM})-(?:%{MONTHDAY})[T ](?:%{HOUR}):?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?',
    TZ: '[A-Z]{3,4}',
    DATESTAMP_RFC822: '(?:%{DAY}) (?:%{MONTH}) (?:%{MONTHDAY}) (?:%{YEAR}) %{TIME} %{TZ}',
    DATESTAMP_RFC2822: '(?:%{DAY}), (?:%{MONTHDAY}) (?:%{MONTH}) (?:%{YEAR}) %{TIME} (?:%{ISO8601_TIMEZONE})',
    DATESTAMP_OTHER: '(?:%{DAY}) (?:%{MONTH}) (?:%{MONTHDAY}) %{TIME} %{TZ} (?:%{YEAR})',
    DATESTAMP_EVENTLOG: String.raw`\d{14}`,
    HTTPDATE: '(?:%{MONTHDAY})/(?:%{MONTH})/(?:%{YEAR}):%{TIME} %{INT}',
    SYSLOGTIMESTAMP: '(?:%{MONTH}) +(?:%{MONTHDAY}) %{TIME}',
    PROG: String.raw`[\x21-\x5a\x5c\x5e-\x7e]+`,
    SYSLOGPROG: String.raw`%{PROG:program}(?:\[%{POSINT:pid}\])?`,
    SYSLOGHOST: '%{IPORHOST}',
    SYSLOGFACILITY: String.raw`<%{NONNEGINT:facility}\.%{NONNEGINT:priority}>`,
    LOGLEVEL: `(?i:${level})`,
    APACHE_ACCESS_LOG: String.raw`%{IPORHOST:host} %{USER:identity} %{USER:auth} ${asked}(?: ${shown})?`,
    NGINX_ACCESS_LOG: String.raw`%{IPORHOST:client} - %{NOTSPACE:user} ${asked} ${shown}`,
  }),
);
