"""Personal data and secrets out of a text, before anybody keeps it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from mnemonic import Mnemonic

_MOST = 4_000  # characters that are kept of a text
_SEED = 12  # words of the shortest seed phrase
_KNOWN = 10  # of them from the list: people mistype one or two
_PERSONAL = 8  # digits of the shortest number that could be somebody's
_PLAIN = re.compile(r"\d+\.\d+|(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}(?:\s+\d{1,2})?")  # an amount, a day
_WORD = re.compile(r"[^\W\d_]+")
_BASE58 = "1-9A-HJ-NP-Za-km-z"
_DIGIT, _LOWER, _UPPER = (rf"(?=[{_BASE58}]*[{kind}])" for kind in ("0-9", "a-z", "A-Z"))
_END = r"(?![0-9A-Za-z])"
_START = r"(?<![0-9A-Za-z])"
_NAMED = (  # what stands after such a word and a sign is what nobody else should read
    "password|passwd|passphrase|passcode|pwd|private key|secret|api key|pin code|密码|密碼|口令|私钥|私鑰|"
    "密钥|密鑰|验证码|驗證碼|パスワード|秘密鍵|비밀번호|개인키|contraseña|clave privada|mot de passe|senha|passwort|"
    "kennwort|пароль|mật khẩu|kata sandi|şifre|كلمة المرور|كلمة السر|รหัสผ่าน"
)
_AT = r"(?:@|\s?[(\[{]\s?(?:at|AT|@)\s?[)\]}]\s?)"  # as people write it who don't want to be found
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|DOT|\.)\s?[)\]}]\s?)"
_ORDINARY = (  # what people say of a password rather than the password itself
    "wrong incorrect invalid not expired correct right forgotten lost required needed too being always still never "
    "weak blocked locked missing how what why when where which the this that empty refused rejected different same "
    "old new changed unknown stolen hacked leaked compromised accepted working asked rule rules length used "
    "incorrecta incorrecto inválida inválido correcta correcto olvidada muy no incorreta incorreto errada não "
    "incorrecte invalide pas faux falsch nicht ungültig abgelaufen vergessen неверный неверно неправильный не"
)
_SAID_OF = frozenset(_ORDINARY.split())
_KEYED = r"[^\s,;，。；\u0600-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af]"  # signs that passwords have
_SAYS = "is|是|为|為|は|es|ist|est|é|это|[:=：]"


def redacted(text: str) -> str:
    """The text, cut to a few thousand characters, with a word in brackets for each address, number, key or phrase that
    could belong to somebody: [email], [wallet], [phone], [card], [id], [secret], [seed phrase], [link]."""
    found = unicodedata.normalize("NFKC", text[:_MOST])
    found = _without_seeds(found)
    for pattern, name in _PATTERNS:
        found = pattern.sub(name, found)
    return found if found != unicodedata.normalize("NFKC", text) else text


def _kept_named(match: re.Match[str]) -> str:
    is_said_of_it = match[3].casefold().strip(".!?") in _SAID_OF
    return match[0] if is_said_of_it else f"{match[1]}{match[2]}[secret]"


def _number(match: re.Match[str]) -> str:
    """A run of digits that is long enough to be somebody's."""
    if _PLAIN.fullmatch(match[0].strip()):
        return match[0]
    digits = "".join(str(unicodedata.digit(sign)) for sign in match[0] if sign.isdigit())
    if len(digits) < _PERSONAL:
        return match[0]
    if 13 <= len(digits) <= 19 and digits[0] in "3456" and _is_luhn(digits):
        return "[card]"
    return "[id]" if len(digits) > 15 else "[phone]"


def _is_luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(digits, len(digits) % 2)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _token(match: re.Match[str]) -> str:
    """A long run of letters and digits as machines make it."""
    word = match[0]
    kinds = sum(bool(re.search(kind, word)) for kind in ("[0-9]", "[a-z]", "[A-Z]"))
    return "[secret]" if kinds == 3 or (kinds == 2 and re.search("[0-9]", word)) else word


_Replacement = str | Callable[[re.Match[str]], str]
_PATTERNS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL), "[secret]"),
    (re.compile(r"(?i)\b(https?://)(?:[^\s/@]*@)?([^\s/?#，。；、）]+)[^\s，。；、）]*"), r"\1\2/[link]"),
    (re.compile(r"[^\s@,;:<>()\[\]，。；：、]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), "[email]"),
    (re.compile(rf"(?<![\w@])[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,5}}"), "[email]"),
    (re.compile(r"(?i)(?<![\w.+-])[\w.+-]{1,64} at [\w-]{1,63}(?: dot [\w-]{1,63}){1,5}"), "[email]"),
    (re.compile(rf"(?i)({_NAMED})(\s*(?:{_SAYS})\s*)({_KEYED}{{3,}})"), _kept_named),
    (re.compile(rf"{_START}0[xX][0-9a-fA-F]{{64}}{_END}"), "[secret]"),
    (re.compile(rf"{_START}0[xX][0-9a-fA-F]{{40}}{_END}"), "[wallet]"),
    (re.compile(rf"(?i){_START}[a-z0-9-]{{3,64}}\.(?:eth|bnb|sol|near|ton|crypto){_END}"), "[wallet]"),
    (re.compile(rf"(?i){_START}(?:bc|tb|ltc|addr|cosmos|osmo|inj|erd|bnb)1[0-9a-z]{{20,110}}{_END}"), "[wallet]"),
    (re.compile(rf"{_START}(?:xpub|xprv|ypub|yprv|zpub|zprv)[{_BASE58}]{{50,120}}{_END}"), "[secret]"),
    (re.compile(rf"{_START}[5KL][{_BASE58}]{{50,51}}{_END}"), "[secret]"),
    (re.compile(rf"{_START}(?:EQ|UQ|kQ|0Q)[-_A-Za-z0-9]{{46}}(?![-_A-Za-z0-9])"), "[wallet]"),
    (re.compile(rf"{_START}[0-9a-fA-F]{{64}}{_END}"), "[secret]"),
    (re.compile(rf"{_START}{_DIGIT}{_UPPER}[13TLDXArt][{_BASE58}]{{24,34}}{_END}"), "[wallet]"),
    (re.compile(rf"{_START}{_DIGIT}{_LOWER}{_UPPER}[{_BASE58}]{{32,44}}{_END}"), "[wallet]"),
    (re.compile(rf"{_START}[A-Z]{{2}}[0-9]{{2}}(?: ?[0-9A-Z]{{4}}){{3,7}}(?: ?[0-9A-Z]{{1,4}})?{_END}"), "[id]"),
    (re.compile(rf"{_START}[0-9]{{17}}[xX]{_END}"), "[id]"),
    (re.compile(rf"{_START}[A-Za-z]{{36,}}{_END}"), "[secret]"),  # a seed phrase without its spaces: no word is so long
    (re.compile(rf"{_START}[A-Za-z0-9_-]{{24,}}{_END}"), _token),
    (re.compile(r"(?<![\w.])@[A-Za-z0-9_]{4,32}\b"), "[handle]"),
    (re.compile(r"(?<![0-9A-Za-z])\+?\(?\d(?:[\s().\-–/]{0,2}\d){6,}"), _number),
)


@cache
def _lists() -> tuple[frozenset[str], ...]:
    """The words of seed phrases, a list a language."""
    lists: dict[str, set[str]] = {}
    for name in Mnemonic.list_languages():  # the two Chinese ones share most of their characters
        lists.setdefault(name.partition("_")[0], set()).update(map(_plain, Mnemonic(name).wordlist))
    return tuple(map(frozenset, lists.values()))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word).casefold()


def _without_seeds(text: str) -> str:
    """Replaces every run of words that is mostly of one list of seed words, however it is numbered or parted."""
    named = [(found.span(), _plain(found[0])) for found in _WORD.finditer(text)]
    if len(named) < _SEED:
        return text
    for known in _lists():
        is_known = [word in known for _, word in named]
        for first in range(len(named) - _SEED + 1):
            if sum(is_known[first : first + _SEED]) >= _KNOWN:
                last = first + _SEED
                while last < len(named) and is_known[last]:
                    last += 1
                return text[: named[first][0][0]] + "[seed phrase]" + _without_seeds(text[named[last - 1][0][1] :])
    return text
