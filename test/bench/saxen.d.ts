/** The part of saxen that the benchmark uses; the package brings no types. */
declare module 'saxen' {
  type Decode = (text: string) => string;
  type Attributes = Readonly<Record<string, string | undefined>>;

  export class Parser {
    on(name: 'openTag', take: (name: string, attributes: () => Attributes, decode: Decode) => void): this;
    on(name: 'closeTag', take: (name: string) => void): this;
    on(name: 'text', take: (text: string, decode: Decode) => void): this;
    on(name: 'cdata', take: (text: string) => void): this;
    parse(text: string): void;
  }
}
