import { StringToken, type LiteralToken } from '@actions/workflow-parser/templates/tokens/index';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';

/**
 * The parser's YAML reader, with texts as YAML means them. The original also hands on the source of
 * a text of several lines, and the parser then builds the expressions of a script from that:
 * indented, quoted, not folded.
 */
export class ValueReader extends YamlObjectReader {
  override allowLiteral(): LiteralToken | undefined {
    const token = super.allowLiteral();
    if (!(token instanceof StringToken) || token.range?.start.line === token.range?.end.line) {
      return token;
    }
    return new StringToken(token.file, token.range, token.value, token.definitionInfo);
  }
}
