#include "services/engine/scoring/IfEvalChecks.h"

#include "services/engine/scoring/IfEvalArguments.h"
#include "services/engine/scoring/PyJson.h"
#include "services/engine/scoring/PyRegex.h"
#include "services/engine/scoring/Tables.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <optional>

namespace assay::engine::scoring {

namespace {

bool compared(double count, bool atLeast, double threshold)
{
    return atLeast ? count >= threshold : count < threshold;
}

// ---- what can be told about the language without a detector

/// Letters of a script that only some languages use decide; a text in Latin letters is none of them.
bool hasScript(const QString &text, std::initializer_list<QChar::Script> scripts)
{
    for (const auto c : text.toUcs4()) {
        for (const auto script : scripts) {
            if (QChar::script(static_cast<char32_t>(c)) == script)
                return true;
        }
    }
    return false;
}

bool hasLetter(const QString &text)
{
    for (const auto c : text.toUcs4()) {
        if (QChar::isLetter(static_cast<char32_t>(c)))
            return true;
    }
    return false;
}

[[noreturn]] void notAvailable(const IfEvalArguments &arguments, const QString &what)
{
    throw PyError("NotAvailable",
        QCoreApplication::translate(
            "assay", "The instruction %1 cannot be judged for this answer: %2 is not available.")
            .arg(arguments.instruction(), what));
}

QString languageDetection()
{
    return QCoreApplication::translate("assay", "language detection");
}

QString sentenceTokenizer()
{
    return QCoreApplication::translate("assay", "the Punkt tokenizer");
}

// ---- the instructions, in the order of the table

IfEvalCheck keywordExistence(const IfEvalArguments &arguments)
{
    arguments.allow({ "keywords" });
    const auto keywords = arguments.texts("keywords");
    return [=](const QString &answer) {
        QStringList sorted = arguments.need(keywords, "keywords");
        std::sort(sorted.begin(), sorted.end());
        return std::all_of(sorted.begin(), sorted.end(), [&answer](const QString &keyword) {
            return PyRegex(keyword, PyFlags { .ignoreCase = true }).search(answer).has_value();
        });
    };
}

IfEvalCheck keywordFrequency(const IfEvalArguments &arguments)
{
    arguments.allow({ "keyword", "frequency", "relation" });
    auto keyword = arguments.text("keyword");
    if (keyword && keyword->isEmpty())
        keyword.reset();
    const auto frequency = arguments.number("frequency");
    const auto atLeast = arguments.atLeast("relation");
    return [=](const QString &answer) {
        const PyRegex expression(pyStrip(arguments.need(keyword, "keyword")), PyFlags { .ignoreCase = true });
        const auto count = static_cast<double>(expression.findAll(answer).size());
        return compared(count, arguments.need(atLeast, "relation"), arguments.need(frequency, "frequency"));
    };
}

IfEvalCheck forbiddenWords(const IfEvalArguments &arguments)
{
    arguments.allow({ "forbidden_words" });
    const auto words = arguments.texts("forbidden_words");
    return [=](const QString &answer) {
        QStringList sorted = arguments.need(words, "forbidden_words");
        std::sort(sorted.begin(), sorted.end());
        return std::none_of(sorted.begin(), sorted.end(), [&answer](const QString &word) {
            return PyRegex(QStringLiteral("\\b") + word + QStringLiteral("\\b"), PyFlags { .ignoreCase = true })
                .search(answer)
                .has_value();
        });
    };
}

IfEvalCheck letterFrequency(const IfEvalArguments &arguments)
{
    arguments.allow({ "letter", "let_frequency", "let_relation" });
    auto letter = arguments.text("letter");
    if (letter) {
        letter = pyLower(*letter);
        if (letter->size() != 1 || letter->at(0) < u'a' || letter->at(0) > u'z')
            letter.reset();
    }
    const auto frequency = arguments.number("let_frequency");
    const auto atLeast = arguments.atLeast("let_relation");
    return [=](const QString &answer) {
        const auto count = static_cast<double>(pyLower(answer).count(arguments.need(letter, "letter")));
        return compared(count, arguments.need(atLeast, "let_relation"), arguments.need(frequency, "let_frequency"));
    };
}

IfEvalCheck responseLanguage(const IfEvalArguments &arguments)
{
    arguments.allow({ "language" });
    const auto language = arguments.text("language");
    if (language && !tables().at("ifeval").at("language_codes").contains(language->toStdString()))
        throw PyError(
            "KeyError", QCoreApplication::translate("assay", "The language code \"%1\" is not known.").arg(*language));
    return [=](const QString &answer) -> bool {
        arguments.need(language, "language");
        if (!hasLetter(answer))
            return true; // undetectable
        notAvailable(arguments, languageDetection());
    };
}

IfEvalCheck numberOfSentences(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_sentences", "relation" });
    arguments.number("num_sentences");
    arguments.atLeast("relation");
    return [=](const QString &) -> bool { notAvailable(arguments, sentenceTokenizer()); };
}

IfEvalCheck numberOfParagraphs(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_paragraphs" });
    const auto wanted = arguments.number("num_paragraphs");
    return [=](const QString &answer) {
        static const PyRegex divider(QStringLiteral("\\s?\\*\\*\\*\\s?"));
        QStringList parts;
        qsizetype from = 0;
        for (const auto &found : divider.findAll(answer)) {
            parts << answer.mid(from, found.match.capturedStart() - from);
            from = found.match.capturedEnd();
        }
        parts << answer.mid(from);
        auto count = static_cast<double>(parts.size());
        for (qsizetype i = 0; i < parts.size(); ++i) {
            if (!pyStrip(parts.at(i)).isEmpty())
                continue;
            if (i != 0 && i != parts.size() - 1)
                return false;
            --count;
        }
        return count == arguments.need(wanted, "num_paragraphs");
    };
}

IfEvalCheck numberOfWords(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_words", "relation" });
    const auto wanted = arguments.number("num_words");
    const auto atLeast = arguments.atLeast("relation");
    return [=](const QString &answer) {
        // Chinese, Japanese, Korean and Thai are counted in other ways, and only where the detector says so.
        if (hasScript(answer,
                { QChar::Script_Han, QChar::Script_Hiragana, QChar::Script_Katakana, QChar::Script_Hangul,
                    QChar::Script_Thai }))
            notAvailable(arguments, languageDetection());
        static const PyRegex word(QStringLiteral("\\w+"));
        return compared(static_cast<double>(word.findAll(answer).size()), arguments.need(atLeast, "relation"),
            arguments.need(wanted, "num_words"));
    };
}

QString firstWord(const QString &paragraph)
{
    QString word = pySplit(paragraph).value(0);
    while (word.startsWith(u'\''))
        word.remove(0, 1);
    while (word.startsWith(u'"'))
        word.remove(0, 1);
    qsizetype end = 0;
    while (end < word.size() && !QStringLiteral(".,?!'\"").contains(word.at(end)))
        ++end;
    return word.left(end).toLower(); // letter by letter in the reference, hence without the final sigma
}

IfEvalCheck nthParagraphFirstWord(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_paragraphs", "nth_paragraph", "first_word" });
    const auto wanted = arguments.number("num_paragraphs");
    auto nth = arguments.number("nth_paragraph", 1);
    if (nth && wanted && *nth > *wanted)
        nth.reset();
    const auto word = arguments.text("first_word");
    return [=](const QString &answer) {
        const QStringList parts = answer.split(QStringLiteral("\n\n"));
        const auto count = static_cast<double>(
            std::count_if(parts.begin(), parts.end(), [](const QString &part) { return !pyStrip(part).isEmpty(); }));
        const double position = arguments.need(nth, "nth_paragraph");
        if (position > count)
            return false;
        const QString paragraph = pyStrip(parts.at(static_cast<qsizetype>(position) - 1));
        if (paragraph.isEmpty())
            return false;
        return count == arguments.need(wanted, "num_paragraphs")
            && firstWord(paragraph) == pyLower(arguments.need(word, "first_word"));
    };
}

IfEvalCheck placeholders(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_placeholders" });
    const auto wanted = arguments.number("num_placeholders");
    return [=](const QString &answer) {
        static const PyRegex placeholder(QStringLiteral("\\[.*?\\]"));
        return static_cast<double>(placeholder.findAll(answer).size()) >= arguments.need(wanted, "num_placeholders");
    };
}

IfEvalCheck postscript(const IfEvalArguments &arguments)
{
    arguments.allow({ "postscript_marker" });
    const auto given = arguments.text("postscript_marker");
    return [=](const QString &answer) {
        const QString marker = pyStrip(arguments.need(given, "postscript_marker"));
        QString expression = QStringLiteral("\\s*") + pyLower(marker) + QStringLiteral(".*$");
        if (marker == QLatin1String("P.P.S"))
            expression = QStringLiteral("\\s*p\\.\\s?p\\.\\s?s.*$");
        else if (marker == QLatin1String("P.S."))
            expression = QStringLiteral("\\s*p\\.\\s?s\\..*$");
        return PyRegex(expression, PyFlags { .multiLine = true }).search(pyLower(answer)).has_value();
    };
}

IfEvalCheck bulletLists(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_bullets" });
    const auto wanted = arguments.number("num_bullets");
    return [=](const QString &answer) {
        static const PyRegex stars(QStringLiteral("^\\s*\\*[^\\*].*$"), PyFlags { .multiLine = true });
        static const PyRegex dashes(QStringLiteral("^\\s*-.*$"), PyFlags { .multiLine = true });
        return static_cast<double>(stars.findAll(answer).size() + dashes.findAll(answer).size())
            == arguments.need(wanted, "num_bullets");
    };
}

IfEvalCheck constrainedResponse(const IfEvalArguments &arguments)
{
    arguments.allow({});
    return [](const QString &answer) {
        const json &options = tables().at("ifeval").at("constrained_responses");
        return std::any_of(options.begin(), options.end(),
            [&answer](const json &option) { return answer.contains(toQString(option)); });
    };
}

IfEvalCheck highlights(const IfEvalArguments &arguments)
{
    arguments.allow({ "num_highlights" });
    const auto wanted = arguments.number("num_highlights");
    return [=](const QString &answer) {
        static const PyRegex single(QStringLiteral("\\*[^\\n\\*]*\\*"));
        static const PyRegex twice(QStringLiteral("\\*\\*[^\\n\\*]*\\*\\*"));
        int count = 0;
        for (const auto &found : single.findAll(answer))
            count += !pyStrip(pyStripChars(found.text(), u'*')).isEmpty();
        for (const auto &found : twice.findAll(answer))
            count += !pyStrip(found.text().mid(2, found.text().size() - 4)).isEmpty();
        return count >= arguments.need(wanted, "num_highlights");
    };
}

IfEvalCheck multipleSections(const IfEvalArguments &arguments)
{
    arguments.allow({ "section_spliter", "num_sections" });
    const auto mark = arguments.text("section_spliter");
    const auto wanted = arguments.number("num_sections");
    return [=](const QString &answer) {
        const PyRegex divider(
            QStringLiteral("\\s?") + pyStrip(arguments.need(mark, "section_spliter")) + QStringLiteral("\\s?\\d+\\s?"));
        // Groups in the mark become parts of their own, as re.split has it.
        const auto sections = static_cast<double>(divider.findAll(answer).size() * (1 + divider.groupCount()));
        return sections >= arguments.need(wanted, "num_sections");
    };
}

IfEvalCheck jsonFormat(const IfEvalArguments &arguments)
{
    arguments.allow({});
    return [](const QString &answer) {
        QString text = answer;
        for (const char *fence : { "```json", "```Json", "```JSON", "```" }) {
            if (text.startsWith(QLatin1String(fence)))
                text.remove(0, static_cast<qsizetype>(qstrlen(fence)));
        }
        if (text.endsWith(QLatin1String("```")))
            text.chop(3);
        return pyAcceptsJson(pyStrip(text).toStdString());
    };
}

IfEvalCheck title(const IfEvalArguments &arguments)
{
    arguments.allow({});
    return [](const QString &answer) {
        static const PyRegex expression(QStringLiteral("<<[^\\n]+>>"));
        const auto titles = expression.findAll(answer);
        return std::any_of(titles.begin(), titles.end(), [](const PyMatch &found) {
            QString text = found.text();
            while (text.startsWith(u'<'))
                text.remove(0, 1);
            while (text.endsWith(u'>'))
                text.chop(1);
            return !pyStrip(text).isEmpty();
        });
    };
}

IfEvalCheck twoResponses(const IfEvalArguments &arguments)
{
    arguments.allow({});
    return [](const QString &answer) {
        const QStringList parts = answer.split(QStringLiteral("******"));
        QStringList valid;
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const QString part = pyStrip(parts.at(i));
            if (!part.isEmpty())
                valid << part;
            else if (i != 0 && i != parts.size() - 1)
                return false;
        }
        return valid.size() == 2 && valid.at(0) != valid.at(1);
    };
}

IfEvalCheck repeatPrompt(const IfEvalArguments &arguments)
{
    arguments.allow({ "prompt_to_repeat" });
    const auto prompt = arguments.text("prompt_to_repeat");
    if (!prompt || prompt->isEmpty())
        arguments.need(std::optional<QString>(), "prompt_to_repeat");
    return [=](const QString &answer) { return pyLower(answer).startsWith(pyLower(pyStrip(*prompt))); };
}

IfEvalCheck endChecker(const IfEvalArguments &arguments)
{
    arguments.allow({ "end_phrase" });
    const auto phrase = arguments.text("end_phrase");
    return [=](const QString &answer) {
        return pyLower(pyStripChars(answer, u'"')).endsWith(pyLower(pyStrip(arguments.need(phrase, "end_phrase"))));
    };
}

IfEvalCheck capitalWordFrequency(const IfEvalArguments &arguments)
{
    arguments.allow({ "capital_frequency", "capital_relation" });
    arguments.number("capital_frequency");
    arguments.atLeast("capital_relation");
    return [=](const QString &) -> bool { notAvailable(arguments, sentenceTokenizer()); };
}

IfEvalCheck englishCase(const IfEvalArguments &arguments)
{
    arguments.allow({});
    const bool upper = arguments.instruction().endsWith(QLatin1String("capital"));
    return [=](const QString &answer) -> bool {
        if (!(upper ? pyIsUpper(answer) : pyIsLower(answer)))
            return false;
        notAvailable(arguments, languageDetection());
    };
}

IfEvalCheck noComma(const IfEvalArguments &)
{
    return [](const QString &answer) { return !answer.contains(u','); };
}

IfEvalCheck quotation(const IfEvalArguments &arguments)
{
    arguments.allow({});
    return [=](const QString &answer) {
        const bool plain = answer.size() > 1 && answer.startsWith(u'"') && answer.endsWith(u'"');
        if (plain)
            return true; // in every language
        // Other marks count in some languages, which have scripts of their own.
        if (hasScript(answer,
                { QChar::Script_Han, QChar::Script_Hiragana, QChar::Script_Katakana, QChar::Script_Cyrillic,
                    QChar::Script_Thai }))
            notAvailable(arguments, languageDetection());
        return false;
    };
}

using MakeCheck = IfEvalCheck (*)(const IfEvalArguments &);

const QHash<QString, MakeCheck> &checks()
{
    static const QHash<QString, MakeCheck> all {
        { QStringLiteral("keywords:existence"), keywordExistence },
        { QStringLiteral("keywords:frequency"), keywordFrequency },
        { QStringLiteral("keywords:forbidden_words"), forbiddenWords },
        { QStringLiteral("keywords:letter_frequency"), letterFrequency },
        { QStringLiteral("language:response_language"), responseLanguage },
        { QStringLiteral("length_constraints:number_sentences"), numberOfSentences },
        { QStringLiteral("length_constraints:number_paragraphs"), numberOfParagraphs },
        { QStringLiteral("length_constraints:number_words"), numberOfWords },
        { QStringLiteral("length_constraints:nth_paragraph_first_word"), nthParagraphFirstWord },
        { QStringLiteral("detectable_content:number_placeholders"), placeholders },
        { QStringLiteral("detectable_content:postscript"), postscript },
        { QStringLiteral("detectable_format:number_bullet_lists"), bulletLists },
        { QStringLiteral("detectable_format:constrained_response"), constrainedResponse },
        { QStringLiteral("detectable_format:number_highlighted_sections"), highlights },
        { QStringLiteral("detectable_format:multiple_sections"), multipleSections },
        { QStringLiteral("detectable_format:json_format"), jsonFormat },
        { QStringLiteral("detectable_format:title"), title },
        { QStringLiteral("combination:two_responses"), twoResponses },
        { QStringLiteral("combination:repeat_prompt"), repeatPrompt },
        { QStringLiteral("startend:end_checker"), endChecker },
        { QStringLiteral("startend:quotation"), quotation },
        { QStringLiteral("change_case:capital_word_frequency"), capitalWordFrequency },
        { QStringLiteral("change_case:english_capital"), englishCase },
        { QStringLiteral("change_case:english_lowercase"), englishCase },
        { QStringLiteral("punctuation:no_comma"), noComma },
    };
    return all;
}

} // namespace

bool isIfEvalInstruction(const QString &instruction)
{
    return checks().contains(instruction);
}

IfEvalCheck ifEvalCheck(const QString &instruction, const json &arguments)
{
    const auto make = checks().value(instruction);
    if (!make)
        throw PyError(
            "KeyError", QCoreApplication::translate("assay", "There is no instruction \"%1\".").arg(instruction));
    return make(IfEvalArguments(instruction, arguments));
}

} // namespace assay::engine::scoring
