//! The values of options: plain ones, JSON, and the CLI's shorthand `a=1,b=[x,y],c={d=e}`.

use serde_json::{Map, Value};

use super::Usage;
use aws::import::parse_json;
use aws::model::{Kind, Member, Shape, model};

/// The value of an option from its texts: one, or several for a list.
pub(super) fn value(member: &Member, option: &str, texts: &[String]) -> Result<Value, Usage> {
    let reader = Reader { option };
    match (member.kind, texts) {
        (Kind::Boolean, []) => Ok(Value::Bool(true)),
        (Kind::TextList | Kind::IntegerList | Kind::StructureList(_), [one]) if one.trim_start().starts_with('[') => {
            reader.json(one)
        }
        (Kind::TextList, texts) => Ok(Value::Array(texts.iter().cloned().map(Value::String).collect())),
        (Kind::IntegerList, texts) => texts.iter().map(|text| integer(text)).collect(),
        (Kind::StructureList(name), texts) => {
            texts.iter().map(|text| reader.structure(text, model().shape(name))).collect()
        }
        (kind, texts) => reader.single(kind, texts.first().map_or("", String::as_str)),
    }
}

struct Reader<'a> {
    option: &'a str,
}

impl Reader<'_> {
    fn single(&self, kind: Kind, text: &str) -> Result<Value, Usage> {
        match kind {
            Kind::Integer => integer(text),
            Kind::Boolean => Ok(Value::Bool(text != "false")),
            Kind::Structure(name) => self.structure(text, model().shape(name)),
            Kind::Any if text.trim_start().starts_with(['{', '[']) => self.json(text),
            Kind::Map => match text.trim_start().starts_with('{') {
                true => self.json(text),
                false => Parser::new(self.option, text).members(None).map(Value::Object),
            },
            _ => Ok(Value::String(text.into())),
        }
    }

    fn structure(&self, text: &str, shape: &'static Shape) -> Result<Value, Usage> {
        if text.trim_start().starts_with('{') {
            return self.json(text);
        }
        Parser::new(self.option, text).members(Some(shape)).map(Value::Object)
    }

    fn json(&self, text: &str) -> Result<Value, Usage> {
        parse_json(text).map_err(|why| {
            let shown = aws::cut(text, 400);
            Usage::new(format!(
                "Error parsing parameter '--{}': Invalid JSON: {why}\nJSON received: {shown}",
                self.option
            ))
        })
    }
}

/// A whole number as Python reads one, with Python's words where it isn't one.
fn integer(text: &str) -> Result<Value, Usage> {
    let (text, digits) = (text.trim(), text.trim().trim_start_matches(['+', '-']));
    match text.parse::<i64>() {
        Ok(number) => Ok(number.into()),
        // Python's have no limit. This one is too large for the service as well.
        Err(_)
            if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && text.len() <= digits.len() + 1 =>
        {
            Ok(if text.starts_with('-') { i64::MIN } else { i64::MAX }.into())
        }
        Err(_) => Err(Usage {
            status: 255,
            message: format!("invalid literal for int() with base 10: '{}'", aws::cut(text, 80)),
        }),
    }
}

/// Reads the shorthand, with a caret at the place of a mistake.
struct Parser<'a> {
    option: &'a str,
    text: &'a str,
    at: usize,
    depth: usize,
}

/// How deep shorthand may be nested.
const DEEPEST: usize = 32;

impl<'a> Parser<'a> {
    fn new(option: &'a str, text: &'a str) -> Parser<'a> {
        Parser { option, text, at: 0, depth: 0 }
    }

    /// `key=value,key=value …` to the end of the text, or to a closing brace.
    fn members(&mut self, shape: Option<&'static Shape>) -> Result<Map<String, Value>, Usage> {
        let mut members = Map::new();
        loop {
            let key = self.word("=,]}")?;
            self.expect('=')?;
            let kind = shape.map_or(Some(Kind::Text), |shape| shape.member(&key).map(|member| member.kind));
            let value = self.value(kind.unwrap_or(Kind::Any))?;
            members.insert(key, value);
            match self.peek() {
                Some(',') => self.at += 1,
                Some('}') if self.depth > 0 => return Ok(members),
                None if self.depth == 0 => return Ok(members),
                _ => return Err(self.wrong("','")),
            }
        }
    }

    fn value(&mut self, kind: Kind) -> Result<Value, Usage> {
        match (self.peek(), kind) {
            (Some('['), _) => self.list(kind),
            (Some('{'), _) => self.braces(kind),
            (_, Kind::TextList | Kind::IntegerList) => self.bare_list(kind),
            (_, kind) => {
                let word = self.word(",]}")?;
                self.scalar(word, kind)
            }
        }
    }

    fn braces(&mut self, kind: Kind) -> Result<Value, Usage> {
        self.enter()?;
        let shape = match kind {
            Kind::Structure(name) | Kind::StructureList(name) => Some(model().shape(name)),
            _ => None,
        };
        if self.peek() == Some('}') {
            self.leave('}')?;
            return Ok(Value::Object(Map::new()));
        }
        let members = self.members(shape)?;
        self.leave('}')?;
        Ok(Value::Object(members))
    }

    fn list(&mut self, kind: Kind) -> Result<Value, Usage> {
        self.enter()?;
        let mut items = Vec::new();
        while self.peek() != Some(']') {
            let item = match kind {
                Kind::StructureList(_) => self.value(kind)?,
                Kind::IntegerList => self.value(Kind::Integer)?,
                _ => self.value(Kind::Text)?,
            };
            items.push(item);
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {}
                _ => return Err(self.wrong("',' or ']'")),
            }
        }
        self.leave(']')?;
        Ok(Value::Array(items))
    }

    /// `a,b,c` where a list is wanted: it goes on until what follows a comma is a `key=`.
    fn bare_list(&mut self, kind: Kind) -> Result<Value, Usage> {
        let item = if kind == Kind::IntegerList { Kind::Integer } else { Kind::Text };
        let mut items = Vec::new();
        loop {
            let word = self.word(",]}")?;
            items.push(self.scalar(word, item)?);
            if self.peek() != Some(',') || self.key_follows() {
                return Ok(Value::Array(items));
            }
            self.at += 1;
        }
    }

    fn key_follows(&self) -> bool {
        let rest = &self.text[self.at + 1..];
        rest.find(['=', ',', '[', '{']).is_some_and(|at| rest.as_bytes()[at] == b'=')
    }

    fn scalar(&self, word: String, kind: Kind) -> Result<Value, Usage> {
        match kind {
            Kind::Integer => integer(&word),
            Kind::Boolean => Ok(Value::Bool(word.eq_ignore_ascii_case("true"))),
            _ => Ok(Value::String(word)),
        }
    }

    /// A word up to one of the ends, in quotes if need be; a backslash takes the next character as it is.
    fn word(&mut self, ends: &str) -> Result<String, Usage> {
        if let Some(quote @ ('\'' | '"')) = self.peek() {
            self.at += 1;
            let start = self.at;
            let Some(length) = self.text[start..].find(quote) else { return Err(self.wrong(&format!("'{quote}'"))) };
            self.at = start + length + 1;
            return Ok(self.text[start..start + length].into());
        }
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|&c| !ends.contains(c)) {
            self.at += c.len_utf8();
            match c {
                '\\' => {
                    let Some(escaped) = self.peek() else { return Err(self.wrong("a character after '\\'")) };
                    self.at += escaped.len_utf8();
                    word.push(escaped);
                }
                c => word.push(c),
            }
        }
        Ok(word.trim().into())
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn expect(&mut self, wanted: char) -> Result<(), Usage> {
        if self.peek() != Some(wanted) {
            return Err(self.wrong(&format!("'{wanted}'")));
        }
        self.at += wanted.len_utf8();
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Usage> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.wrong("less nesting")) } else { Ok(()) }
    }

    fn leave(&mut self, bracket: char) -> Result<(), Usage> {
        self.expect(bracket)?;
        self.depth -= 1;
        Ok(())
    }

    /// The CLI's error, with a caret under the place.
    fn wrong(&self, expected: &str) -> Usage {
        let received = self.peek().map_or("'EOF'".to_string(), |c| format!("'{c}'"));
        let from = self.text[..self.at].char_indices().rev().nth(59).map_or(0, |(at, _)| at);
        let shown = aws::cut(&self.text[from..], 100);
        let caret = " ".repeat(self.text[from..self.at].chars().count());
        let option = self.option;
        Usage::new(format!(
            "Error parsing parameter '--{option}': Expected: {expected}, received: {received} for input:\n{shown}\n{caret}^"
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(operation: &str, member: &str, texts: &[&str]) -> Result<Value, String> {
        let operation = model().operation("ecs", operation).unwrap();
        let texts: Vec<String> = texts.iter().map(|text| text.to_string()).collect();
        value(operation.input.member(member).unwrap(), "x", &texts).map_err(|usage| usage.message)
    }

    #[test]
    fn shorthand_is_read_by_the_shape_that_is_wanted() {
        let network =
            "awsvpcConfiguration={subnets=[subnet-0a,subnet-0b],securityGroups=[sg-1],assignPublicIp=DISABLED}";
        let expected = json!({"awsvpcConfiguration": {"subnets": ["subnet-0a", "subnet-0b"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}});
        assert_eq!(read("CreateService", "networkConfiguration", &[network]), Ok(expected.clone()));
        assert_eq!(read("CreateService", "networkConfiguration", &[&expected.to_string()]), Ok(expected));

        let balancer = "targetGroupArn=arn:aws:x:targetgroup/web-tg/0a,containerName=web,containerPort=8080";
        let expected = json!([{"targetGroupArn": "arn:aws:x:targetgroup/web-tg/0a", "containerName": "web", "containerPort": 8080}]);
        assert_eq!(read("CreateService", "loadBalancers", &[balancer]), Ok(expected));

        let percents = "maximumPercent=150,deploymentCircuitBreaker={enable=true,rollback=false}";
        let expected = json!({"maximumPercent": 150, "deploymentCircuitBreaker": {"enable": true, "rollback": false}});
        assert_eq!(read("CreateService", "deploymentConfiguration", &[percents]), Ok(expected));
        let bare = "containerOverrides=[{name=web,command=[echo,hi]}],cpu=256";
        let expected = json!({"containerOverrides": [{"name": "web", "command": ["echo", "hi"]}], "cpu": "256"});
        assert_eq!(read("RunTask", "overrides", &[bare]), Ok(expected));
        let bare = "name=web,command=echo,hi,there,cpu=256";
        let expected = json!([{"name": "web", "command": ["echo", "hi", "there"], "cpu": 256}]);
        assert_eq!(read("RegisterTaskDefinition", "containerDefinitions", &[bare]), Ok(expected));
        assert_eq!(read("DescribeServices", "services", &["a", "b"]), Ok(json!(["a", "b"])));
        assert_eq!(read("DescribeServices", "services", &[r#"["a"]"#]), Ok(json!(["a"])));
    }

    #[test]
    fn mistakes_are_shown_with_a_caret() {
        let error = read("CreateService", "networkConfiguration", &["awsvpcConfiguration={subnets=[a"]).unwrap_err();
        assert_eq!(
            error,
            "Error parsing parameter '--x': Expected: ',' or ']', received: 'EOF' for input:\nawsvpcConfiguration={subnets=[a\n                               ^"
        );
        assert_eq!(
            read("CreateService", "desiredCount", &["three"]).unwrap_err(),
            "invalid literal for int() with base 10: 'three'"
        );
        let error = read("CreateService", "loadBalancers", &["oops"]).unwrap_err();
        assert!(error.starts_with("Error parsing parameter '--x': Expected: '=', received: 'EOF'"), "{error}");
        let error = read("CreateService", "loadBalancers", &["[{]"]).unwrap_err();
        assert!(error.starts_with("Error parsing parameter '--x': Invalid JSON: "), "{error}");
        assert!(read("RunTask", "overrides", &[&"a={".repeat(5_000)]).is_err());
    }
}
