#include "services/engine/scoring/DocVqa.h"
#include "services/engine/scoring/Judging.h"
#include "services/engine/scoring/MathAnswer.h"
#include "services/engine/scoring/PyValue.h"
#include "services/engine/scoring/Scoring.h"
#include "services/engine/scoring/Tables.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <cmath>
#include <fstream>
#include <iterator>

using namespace assay;
using namespace assay::engine;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

/// What became of the vectors of one section.
struct Tally {
    const char *section;
    int passed = 0, skipped = 0, total = 0;
    QStringList failures = {};
    void record(bool right, const QString &what)
    {
        ++total;
        if (right)
            ++passed;
        else
            failures << what;
    }
};

QString text(const json &value)
{
    return QString::fromStdString(value.get<std::string>());
}

/// Python writes NaN and Infinity where JSON has no word for them: quoted here, made numbers again by withRealNumbers().
std::string quoteRealNumbers(const std::string &text)
{
    std::string result;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (inside && text[i] == '\\') {
            result += text[i++];
        } else if (text[i] == '"') {
            inside = !inside;
        } else if (!inside && (text[i] == '-' || text[i] == 'I' || text[i] == 'N')) {
            for (const std::string word : {"-Infinity", "Infinity", "NaN"}) {
                if (text.compare(i, word.size(), word) == 0) {
                    result += "\"<number " + word + ">\"";
                    i += word.size();
                }
            }
        }
        result += text[i];
    }
    return result;
}

void withRealNumbers(json &value)
{
    if (value == "<number NaN>")
        value = std::nan("");
    else if (value == "<number Infinity>" || value == "<number -Infinity>")
        value = value == "<number Infinity>" ? HUGE_VAL : -HUGE_VAL;
    for (auto &part : value) {
        if (value.is_structured())
            withRealNumbers(part);
    }
}

/// Equal as the vectors mean it: the same types, doubles bit by bit.
bool identical(const json &a, const json &b)
{
    if (a.is_number() && b.is_number()) {
        if (a.is_number_float() != b.is_number_float())
            return false;
        return a.is_number_float() ? a.dump() == b.dump() : a == b;
    }
    if (a.type() != b.type() || a.size() != b.size())
        return false;
    if (a.is_array()) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!identical(a[i], b[i]))
                return false;
        }
        return true;
    }
    if (a.is_object()) {
        for (const auto &[key, value] : a.items()) {
            if (!b.contains(key) || !identical(value, b.at(key)))
                return false;
        }
        return true;
    }
    return a == b;
}

} // namespace

/// Results of the reference implementation: recorded ones, and more on made-up inputs. ASSAY_SCORING_VECTORS names another file
/// of the same form to be tried instead.
class tst_ScoringVectors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowScores_data() { files(); }
    void rowScores();
    void judgeScores_data() { files(); }
    void judgeScores();
    void aggregates_data() { files(); }
    void aggregates();
    void normalizers_data() { files(); }
    void normalizers();

private:
    static void files();
    /// The section of the file that the row of the test names.
    static json section(const char *name);
    void check(const Tally &tally);
    /// Compares a result with an entry's `expect` or `error`.
    template<typename T>
    static void compare(Tally &tally, const json &entry, const Result<T> &result);
};

void tst_ScoringVectors::files()
{
    QTest::addColumn<QString>("path");
    const QString other = qEnvironmentVariable("ASSAY_SCORING_VECTORS");
    if (!other.isEmpty()) {
        QTest::addRow("other") << other;
        return;
    }
    QTest::addRow("recorded") << test::testData("/scoring/scoring-vectors.json");
    QTest::addRow("made up") << test::testData("/scoring/made-up-vectors.json");
}

json tst_ScoringVectors::section(const char *name)
{
    const QString path = *static_cast<QString *>(QTest::qData("path", qMetaTypeId<QString>()));
    std::ifstream file(path.toStdString());
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const std::string quoted = quoteRealNumbers(content);
    json vectors = json::parse(quoted, nullptr, false);
    if (vectors.is_discarded() || !vectors.contains(name))
        return {};
    if (quoted != content)
        withRealNumbers(vectors[name]);
    return vectors[name];
}

void tst_ScoringVectors::check(const Tally &tally)
{
    std::printf("%-24s passed %3d  skipped %3d  total %3d\n", tally.section, tally.passed, tally.skipped, tally.total);
    for (const auto &failure : tally.failures)
        qWarning("%s", qPrintable(failure));
    QVERIFY2(tally.total > 0, "the section is empty");
    QCOMPARE(tally.passed + tally.skipped, tally.total);
}

template<typename T>
void tst_ScoringVectors::compare(Tally &tally, const json &entry, const Result<T> &result)
{
    const QString id = text(entry.at("id"));
    if (entry.contains("error")) {
        const QString wanted = text(entry.at("error"));
        const QString got = result ? QStringLiteral("success") : result.error().code;
        tally.record(got == wanted && !result.error().message.isEmpty(),
                     QStringLiteral("%1: expected %2, got %3").arg(id, wanted, got));
    } else if (!result) {
        tally.record(false, QStringLiteral("%1: %2 (%3)").arg(id, result.error().message, result.error().code));
    } else {
        tally.record(identical(*result, entry.at("expect")),
                     QStringLiteral("%1: expected %2, got %3")
                         .arg(id, QString::fromStdString(entry.at("expect").dump()), QString::fromStdString(json(*result).dump())));
    }
}

void tst_ScoringVectors::rowScores()
{
    Tally tally{"row_scores"};
    const json entries = section("row_scores");
    for (const auto &entry : entries) {
        if (entry.contains("requires")) {
            ++tally.skipped;
            ++tally.total;
            continue;
        }
        const auto function = makeScoringFunction(text(entry.at("function")), entry.value("params", json()));
        if (!function) {
            compare<json>(tally, entry, Result<json>(function.error()));
            continue;
        }
        const auto score = (*function)->score(entry.at("row"));
        compare<json>(tally, entry, score ? Result<json>(score->value) : Result<json>(score.error()));
    }
    check(tally);
}

void tst_ScoringVectors::judgeScores()
{
    Tally tally{"judge_scores"};
    const json entries = section("judge_scores");
    for (const auto &entry : entries) {
        const auto judge = judgeDefinition(QStringLiteral("llm-as-judge::base"), entry.at("params"));
        if (!judge) {
            compare<json>(tally, entry, Result<json>(judge.error()));
            continue;
        }
        const auto prompt = judgePrompt(*judge, entry.at("row"));
        if (entry.contains("request")) {
            const json &request = entry.at("request");
            const QString content = text(request.at("messages").at(0).at("content"));
            if (!prompt || *prompt != content || judge->model != text(request.at("model"))) {
                tally.record(false, QStringLiteral("%1: another prompt").arg(text(entry.at("id"))));
                continue;
            }
        }
        compare<json>(tally, entry, prompt ? judgeScore(*judge, entry.at("judge_reply")) : Result<json>(prompt.error()));
    }
    check(tally);
}

void tst_ScoringVectors::aggregates()
{
    Tally tally{"aggregates"};
    const json entries = section("aggregates");
    for (const auto &entry : entries) {
        QStringList functions;
        for (const auto &function : entry.at("functions"))
            functions << text(function);
        const auto result = aggregate(functions, entry.at("score_rows"));
        compare<json>(tally, entry, result ? Result<json>(json(*result)) : Result<json>(result.error()));
    }
    check(tally);
}

void tst_ScoringVectors::normalizers()
{
    using namespace assay::engine::scoring;
    const auto one = [](Tally &tally, const json &entry, const char *member, const QString &got) {
        tally.record(got == text(entry.at(member)), QStringLiteral("%1: expected \"%2\", got \"%3\"")
                                                        .arg(text(entry.at("input")), text(entry.at(member)), got));
    };
    const PyRegex line(QStringLiteral(".*"));
    const json &definition = tables().at("default_definitions").at("basic::regex_parser_math_response");
    const PyRegex answer(text(definition.at("params").at("parsing_regexes").at(0)));
    const json sections = section("normalizers");
    QVERIFY(!sections.empty());
    for (const auto &[name, entries] : sections.items()) {
        Tally tally{name.c_str()};
        for (const auto &entry : entries) {
            const QString input = text(entry.at("input"));
            if (name == "docvqa_normalize") {
                one(tally, entry, "expect", docVqaNormalize(input));
            } else if (name == "math_normalize") {
                const QString normalized = normalizeFinalAnswer(input, line);
                const bool right = normalized == text(entry.at("normalized"));
                one(tally, entry, right ? "frac_evaluated" : "normalized", right ? evaluateFractions(normalized) : normalized);
            } else if (name == "math_extract_boxed") {
                one(tally, entry, "expect", boxedAnswer(input));
            } else if (name == "math_first_answer") {
                one(tally, entry, "expect", firstAnswer(input));
            } else if (name == "math_generated_pipeline") {
                one(tally, entry, "expect", normalizeFinalAnswer(firstAnswer(input), answer));
            } else if (name == "math_evaluate_frac") {
                one(tally, entry, "expect", evaluateFractions(input));
            } else {
                QFAIL(qPrintable(QStringLiteral("unknown normalizer %1").arg(QString::fromStdString(name))));
            }
        }
        check(tally);
    }
}

ASSAY_TEST(tst_ScoringVectors)
#include "tst_ScoringVectors.moc"
