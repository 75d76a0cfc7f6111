/**
 * Shapes that nothing but a secret has, by the documentation of those who issue them: tokens of GitHub, GitLab, npm,
 * CircleCI, Atlassian and Slack, keys of AWS, JSON Web Tokens (RFC 7519), private keys (RFC 7468), what stands in an
 * Authorization header, and passwords in addresses. Each quantifier is bounded or ends where it began: linear.
 */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  /\b(?:gh[pousr]_[A-Za-z\d]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|npm_[A-Za-z\d]{36})/g,
  /\b(?:CCIPAT_\w{20,255}|CCIPRJ_\w{20,255}|ATATT3[\w=-]{20,400}|xox[abeoprs]-[\w-]{10,255})/g,
  /\b(?:AKIA|ASIA)[\dA-Z]{16}\b/g,
  /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}/g,
  /(?<=\bauthorization["']?[:=] ?["']?(?:bearer|basic|token) )[\w.~+/=-]{8,4000}/gi,
  /(?<=:\/\/[^\s/:@]{1,100}:)[^\s/:@]{1,200}(?=@)/g,
];

/** Text without what looks like a secret: logs of tests hold what their environment held. */
export function withoutTokens(text: string): string {
  return shapes.reduce((shown, shape) => shown.replaceAll(shape, '[secret left out]'), text);
}
