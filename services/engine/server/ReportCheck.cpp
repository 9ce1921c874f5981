#include "services/engine/server/ReportCheck.h"

#include "services/engine/server/ReportReading.h"
#include "services/engine/server/Validation.h"
#include "services/json/Describer.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::engine {

namespace {

using Json = nlohmann::json;
using json::Member;

const QString eventName = QStringLiteral("benchmark_status_event");

QString typeName(Member::Type type)
{
    switch (type) {
    case Member::Type::Text: return QStringLiteral("text");
    case Member::Type::Number: return QStringLiteral("a number");
    case Member::Type::Integer: return QStringLiteral("a whole number");
    case Member::Type::Boolean: return QStringLiteral("true or false");
    case Member::Type::Texts: return QStringLiteral("a list of texts");
    case Member::Type::List: return QStringLiteral("a list of objects");
    case Member::Type::Free: break;
    }
    return QStringLiteral("any value");
}

bool isOf(const Json &value, Member::Type type)
{
    const auto each = [&](auto test) { return value.is_array() && std::ranges::all_of(value, test); };
    switch (type) {
    case Member::Type::Text: return value.is_string();
    case Member::Type::Number: return value.is_number();
    case Member::Type::Integer: return value.is_number_integer();
    case Member::Type::Boolean: return value.is_boolean();
    case Member::Type::Texts: return each([](const Json &item) { return item.is_string(); });
    case Member::Type::List: return each([](const Json &item) { return item.is_object(); });
    case Member::Type::Free: break;
    }
    return true;
}

/// Compares a document with the description of its type.
class Walk {
public:
    explicit Walk(QList<ReportFault> &faults) : m_members(json::membersOf<BenchmarkEvent>()), m_faults(faults) {}

    /// `pattern`: of the object in the description, "" or ending in a slash; `shown`: its path for people.
    void object(const Json &value, const QString &pattern, const QString &shown)
    {
        for (auto it = value.begin(); it != value.end(); ++it)
            entry(QString::fromStdString(it.key()), it.value(), pattern, shown);
    }

private:
    void entry(const QString &name, const Json &value, const QString &pattern, const QString &shown)
    {
        const QString path = shown + QLatin1Char('.') + name;
        const QString wanted = pattern + name, below = wanted + QLatin1Char('/');
        const auto member = std::ranges::find_if(m_members, [&](const Member &known) { return known.path.compare(wanted, Qt::CaseInsensitive) == 0; });
        const bool holds = std::ranges::any_of(m_members, [&](const Member &known) { return known.path.startsWith(below, Qt::CaseInsensitive); });
        if (value.is_null())
            return; // counts as absent
        if (member != m_members.end() && !isOf(value, member->type))
            return add(path, QStringLiteral("must be %1, and is %2").arg(typeName(member->type), QString::fromLatin1(value.type_name())), true);
        if (member == m_members.end() && !holds)
            return add(path, QStringLiteral("is no member of a report: servers ignore it; look for a slip in its name"), false);
        if (member == m_members.end() && !value.is_object())
            return add(path, QStringLiteral("must be an object, and is %1").arg(QString::fromLatin1(value.type_name())), true);
        if (member != m_members.end() && member->type == Member::Type::List) {
            for (std::size_t row = 0; row < value.size(); ++row)
                object(value[row], below + QStringLiteral("*/"), QStringLiteral("%1[%2]").arg(path).arg(row));
        } else if (member == m_members.end()) {
            object(value, below, path);
        }
    }
    void add(const QString &path, const QString &rule, bool refused) { m_faults.append({path, rule, refused}); }

    const QList<Member> m_members;
    QList<ReportFault> &m_faults;
};

/// What a server takes, and what cannot be meant.
void checkMeaning(const BenchmarkEvent &event, const ReportExpectation &expected, QList<ReportFault> &faults)
{
    const auto add = [&](const char *name, const QString &rule) { faults.append({eventName + QLatin1Char('.') + QLatin1String(name), rule, false}); };
    if (event.id != expected.benchmarkId)
        add("id", QStringLiteral("is not the benchmark_id of the job file, which is '%1'").arg(expected.benchmarkId));
    if (event.providerId != expected.providerId)
        add("provider_id", QStringLiteral("is not the provider_id of the job file, which is '%1'").arg(expected.providerId));
    if (event.benchmarkIndex.value_or(0) != expected.benchmarkIndex)
        add("benchmark_index", QStringLiteral("is not the benchmark_index of the job file, which is %1").arg(expected.benchmarkIndex));
    if (event.status == RunState::Failed && (!event.errorMessage || event.errorMessage->message.isEmpty()))
        add("error_message", QStringLiteral("should say why: a failure without it tells nobody what to do"));
    if (event.status != RunState::Completed)
        return;
    const Json metrics = Json::parse(event.metrics.text.begin(), event.metrics.text.end(), nullptr, false);
    if (!metrics.is_object() || metrics.empty())
        return add("metrics", QStringLiteral("should hold the results: a completed report without metrics gets no verdict"));
    if (expected.metric.isEmpty())
        return;
    const auto score = metrics.find(expected.metric.toStdString());
    if (score == metrics.end())
        add("metrics", QStringLiteral("lacks '%1', the benchmark's primary score: there would be no verdict").arg(expected.metric));
    else if (!score->is_number())
        faults.append({QStringLiteral("%1.metrics.%2").arg(eventName, expected.metric), QStringLiteral("must be a number: it is the primary score"), false});
}

} // namespace

QList<ReportFault> reportFaults(const QByteArray &body, const ReportExpectation &expected)
{
    QList<ReportFault> faults;
    Json raw;
    if (const auto problem = parseBody(body, raw))
        return {{QString(), problem->message, true}};
    const Json *inner = member(raw, "benchmark_status_event");
    if (!inner || !inner->is_object())
        return {{QString(), QStringLiteral("the document must be an object with an object in benchmark_status_event"), true}};
    for (auto it = raw.begin(); it != raw.end(); ++it) {
        if (&it.value() != inner)
            faults.append({QString::fromStdString(it.key()), QStringLiteral("stands beside benchmark_status_event, where servers do not look"), false});
    }
    Walk(faults).object(*inner, {}, eventName);
    const auto event = readReport(body);
    if (event) {
        checkMeaning(*event, expected, faults);
        return faults;
    }
    // The rules name the member first; one of the wrong type was told already.
    const bool told = std::ranges::any_of(faults, &ReportFault::refused);
    if (!told) {
        const QString &text = event.error().message;
        static const QString colon = QStringLiteral(": '");
        const qsizetype at = text.indexOf(colon);
        const QString rule = at < 0 ? text : text.mid(at + colon.size()).section(QLatin1Char('\''), 0, 0);
        faults.append({eventName + QLatin1Char('.') + rule.section(QLatin1Char(' '), 0, 0), rule.section(QLatin1Char(' '), 1), true});
    }
    return faults;
}

} // namespace assay::engine
