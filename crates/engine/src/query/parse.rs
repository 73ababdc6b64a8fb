//! The grammar: from a text to an expression, or to the place where it stops making sense.

use std::rc::Rc;

use super::LONGEST;
use super::condition::{Asked, Condition, Field, Test, Text};
use super::expression::{Expression, Kind};
use super::mistake::{Mistake, nearest};
use super::operator::{Operator, Spelling};
use super::pattern::Pattern;
use super::scan::Scanner;
use super::value::{Version, parse_date, whole_number};

/// Parentheses and negations within each other: more than a person writes, and far from the end of any stack.
const DEEPEST: usize = 50;

type Parsed = Result<Expression, Mistake>;

pub(super) fn parse(text: &str) -> Parsed {
    if text.chars().count() > LONGEST {
        return Err(Mistake { at: LONGEST, message: format!("an expression has at most {LONGEST} characters") });
    }
    let mut parser = Parser { scan: Scanner::new(text), depth: 0 };
    let expression = parser.any()?;
    if parser.scan.ended() { Ok(expression) } else { Err(parser.unexpected("expected `and`, `or` or the end")) }
}

struct Parser<'a> {
    scan: Scanner<'a>,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// A mistake at what comes next.
    fn unexpected(&self, message: impl Into<String>) -> Mistake {
        self.scan.mistake(self.scan.next(), message)
    }

    fn any(&mut self) -> Parsed {
        self.chain("||", "or", Self::all, Kind::Any)
    }

    fn all(&mut self) -> Parsed {
        self.chain("&&", "and", Self::operand, Kind::All)
    }

    /// Parts with a symbol or a word between them; one alone is only itself.
    fn chain(
        &mut self,
        symbol: &str,
        word: &str,
        part: fn(&mut Self) -> Parsed,
        join: fn(Vec<Expression>) -> Kind,
    ) -> Parsed {
        let from = self.scan.next();
        let mut parts = vec![part(self)?];
        while self.scan.eat(symbol) || self.scan.eat_word(word) {
            parts.push(part(self)?);
        }
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        Ok(Expression { from, to: self.scan.at(), kind: join(parts) })
    }

    fn operand(&mut self) -> Parsed {
        let from = self.scan.next();
        if self.scan.eat("(") {
            let inner = self.deeper(from, Self::any)?;
            return if self.scan.eat(")") { Ok(inner) } else { Err(self.unexpected("expected `and`, `or` or `)`")) };
        }
        let kind = if self.scan.eat("!") || self.scan.eat_word("not") {
            Kind::Not(Box::new(self.deeper(from, Self::operand)?))
        } else {
            Kind::Single(self.condition()?)
        };
        Ok(Expression { from, to: self.scan.at(), kind })
    }

    fn deeper(&mut self, from: usize, part: fn(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEEPEST {
            return Err(self.scan.mistake(from, format!("nested more than {DEEPEST} deep")));
        }
        self.depth += 1;
        let parsed = part(self);
        self.depth -= 1;
        parsed
    }

    fn condition(&mut self) -> Result<Condition, Mistake> {
        let field = self.field()?;
        let at = self.scan.next();
        let Spelling { operator, negated, symbol, .. } = *self.operator(&field)?;
        let asked = match (&field, operator) {
            (Field::AgentVersion, Operator::Compare(comparison)) => {
                Asked::AgentVersion(comparison, self.typed("a version such as 1.14.5", Version::parse)?)
            }
            (Field::RegisteredAt, Operator::Compare(comparison)) => Asked::RegisteredAt(
                comparison,
                self.typed("a date such as 2018-06-18T22:28:28Z or 2018-06-18", parse_date)?,
            ),
            (Field::RunningTasksCount, Operator::Compare(comparison)) => {
                Asked::RunningTasksCount(comparison, self.typed("a whole number", whole_number)?)
            }
            (Field::Text(text), operator) if operator.fits(&field) => {
                Asked::Text(text.clone(), self.test(text, operator)?)
            }
            _ => return Err(self.scan.mistake(at, format!("expected {}", Spelling::listed(&field)))),
        };
        if operator == Operator::Exists && !self.closes() {
            return Err(self.unexpected(format!("`{symbol}` takes no argument: expected `and`, `or` or the end")));
        }
        Ok(Condition { asked, negated })
    }

    /// Whether what comes next can stand after an expression.
    fn closes(&self) -> bool {
        let mut ahead = self.scan.clone();
        ahead.ended()
            || [")", "&&", "||"].iter().any(|sign| ahead.eat(sign))
            || ["and", "or"].iter().any(|word| ahead.eat_word(word))
    }

    fn field(&mut self) -> Result<Field, Mistake> {
        let at = self.scan.next();
        let word = self.scan.word();
        Ok(match word {
            "agentConnected" => Field::Text(Text::AgentConnected),
            "agentVersion" => Field::AgentVersion,
            "ec2InstanceId" => Field::Text(Text::Ec2InstanceId),
            "registeredAt" => Field::RegisteredAt,
            "runningTasksCount" => Field::RunningTasksCount,
            "task:group" => Field::Text(Text::TaskGroup),
            _ => match word.strip_prefix("attribute:") {
                Some("") => return Err(self.scan.mistake(self.scan.at(), "expected the name of an attribute")),
                Some(name) => Field::Text(Text::Attribute(name.into())),
                None => return Err(self.scan.mistake(at, no_subject(word))),
            },
        })
    }

    fn operator(&mut self, field: &Field) -> Result<&'static Spelling, Mistake> {
        let at = self.scan.next();
        let written = self.scan.operator();
        Spelling::of(written).ok_or_else(|| {
            let meant = Spelling::likely(written).map(|likely| format!("; did you mean `{likely}`?"));
            self.scan.mistake(at, format!("expected {}{}", Spelling::listed(field), meant.unwrap_or_default()))
        })
    }

    /// A value of a kind of its own.
    fn typed<T>(&mut self, expected: &str, read: fn(&str) -> Option<T>) -> Result<T, Mistake> {
        let at = self.scan.next();
        let value = self.scan.value(expected)?;
        read(value).ok_or_else(|| self.scan.mistake(at, format!("expected {expected}")))
    }

    fn test(&mut self, text: &Text, operator: Operator) -> Result<Test, Mistake> {
        Ok(match operator {
            Operator::Exists => Test::Exists,
            Operator::Compare(comparison) => Test::Compare(comparison, self.argument(text)?),
            Operator::In => Test::OneOf(self.arguments(text)?),
            Operator::Matches => {
                let at = self.scan.next();
                let pattern = self.scan.pattern("a pattern such as t2.*")?;
                let wrong = |error| self.scan.mistake(at, format!("expected a regular expression: {error}"));
                Test::Matches(Pattern::parse(pattern).map_err(wrong)?)
            }
        })
    }

    fn argument(&mut self, text: &Text) -> Result<Rc<str>, Mistake> {
        if *text == Text::AgentConnected {
            let known = |value: &str| matches!(value, "true" | "false").then(|| value.into());
            return self.typed("true or false", known);
        }
        self.typed("a value, in quotes if it has blanks or signs", |value| Some(value.into()))
    }

    fn arguments(&mut self, text: &Text) -> Result<Vec<Rc<str>>, Mistake> {
        if !self.scan.eat("[") {
            return Err(self.unexpected("expected a list such as [a, b]"));
        }
        let mut arguments = vec![self.argument(text)?];
        while self.scan.eat(",") {
            arguments.push(self.argument(text)?);
        }
        if self.scan.eat("]") { Ok(arguments) } else { Err(self.unexpected("expected `,` or `]`")) }
    }
}

const SUBJECTS: [&str; 6] =
    ["agentConnected", "agentVersion", "ec2InstanceId", "registeredAt", "runningTasksCount", "task:group"];

/// What to say of a word that is no subject: what there is, and what was likely meant.
fn no_subject(word: &str) -> String {
    let expected = "expected agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, runningTasksCount or task:group";
    let attribute = word.split_once(':').filter(|(kind, _)| nearest(kind, ["attribute"]).is_some());
    match (word, attribute, nearest(word, SUBJECTS)) {
        ("" | "and" | "or", _, _) => expected.to_string(),
        ("memberOf", _, _) => "write only what is in the parentheses of memberOf".to_string(),
        (_, Some((_, name)), _) => format!("{expected}; did you mean `attribute:{name}`?"),
        (_, _, Some(subject)) => format!("{expected}; did you mean `{subject}`?"),
        _ => format!("{expected}; did you mean `attribute:{word}`?"),
    }
}
