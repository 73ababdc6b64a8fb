//! How single expressions are put together, and where each of their words ends.

use super::check;

const YES: &str = "attribute:stack == prod";
const NO: &str = "attribute:stack == test";

#[test]
fn precedence_and_parentheses() {
    let cases = [
        ("Y and Y", true),
        ("Y and N", false),
        ("N or Y", true),
        ("N || N", false),
        ("Y && Y", true),
        ("not N", true),
        ("not(N)", true),
        ("!N", true),
        ("! Y", false),
        ("!(Y)", false),
        ("not not Y", true),
        ("!!N", false),
        ("Y or Y and N", true),
        ("(Y or Y) and N", false),
        ("N and N or Y", true),
        ("N and (N or Y)", false),
        ("not N and N", false),
        ("not (N and N)", true),
        ("not Y or Y", true),
        ("not (Y or Y)", false),
        ("!N && !N", true),
        ("(Y)", true),
        ("((Y) and (Y))", true),
        ("(((N)))or(Y)", true),
        ("N or N or Y", true),
        ("Y and Y and N", false),
        ("not(N)and(Y)", true),
        ("(N)||Y", true),
        ("Y&&N||Y", true),
        (" \t\n Y \n", true),
    ];
    for (form, expected) in cases {
        check(&[(&form.replace('Y', YES).replace('N', NO), expected)]);
    }
}

#[test]
fn blanks_and_quotes() {
    check(&[
        ("attribute:stack==prod", true),
        ("attribute:stack!=prod", false),
        ("attribute:cores>7&&attribute:cores<=8", true),
        ("attribute:stack in[test,prod]", true),
        ("attribute:stack!in[ test , 'prod' ]", false),
        ("(attribute:spare !exists)or attribute:stack exists", true),
        ("attribute:spare!exists||attribute:stack exists", true),
        ("attribute:owner == 'the web team'", true),
        ("attribute:owner == \"the web team\"", true),
        ("attribute:owner != \"it's (not) [them], is it?\"", true),
        ("attribute:owner in ['the web team', other]", true),
        ("attribute:owner =~ 'the .* team'", true),
        ("attribute:stack == and", false),
        ("attribute:stack =~ \"pr.*\"", true),
    ]);
}

#[test]
fn patterns_without_quotes() {
    check(&[
        ("attribute:ecs.instance-type =~ (p[2,3]|m[4,5]|f[1]).*", true),
        ("attribute:ecs.instance-type =~ m5.*|c5.*", true),
        ("attribute:ecs.instance-type =~ c5.*|m5.*", true),
        ("(attribute:ecs.instance-type =~ (m|c)5.*)", true),
        ("not(attribute:ecs.instance-type =~ t2.*)", true),
        ("attribute:ecs.instance-type =~ t2.*||attribute:stack == prod", true),
        ("attribute:ecs.instance-type =~m5.*&&attribute:stack == prod", true),
        (r"(attribute:ecs.instance-type =~ m5\.[a-z)]+ and attribute:stack =~ p\w{3})", true),
        ("attribute:ecs.instance-type =~ ^m5.large$", true),
        (r"attribute:ecs.instance-type =~ m5\(.*", false),
    ]);
}
