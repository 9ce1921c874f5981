#pragma once

#include "tests/client/Recordings.h"

#include <QTest>
#include <QUrl>

#include <algorithm>
#include <functional>
#include <map>

// A walk over all cases of a service's recordings: each is asked through our client, or is listed with the reason why a client cannot
// meet it.

namespace assay::test {

/// One of both.
struct CaseStep {
    std::function<QString()> ask; ///< what came of it, in a few words
    QString outcome;              ///< what has to
    QString unmet;                ///< why our client never meets it
};

/// By name; a map, whose steps stay where they are while others come.
using CaseSteps = std::map<QString, CaseStep>;

/// A row for each case of the recordings, by its name: column "number".
inline void addCases(const Recordings &recordings)
{
    QTest::addColumn<int>("number");
    for (int i = 0; i < int(recordings.cases().size()); ++i)
        QTest::addRow("%s", recordings.cases()[std::size_t(i)]["name"].get<std::string>().c_str()) << i;
}

/// That somebody thought of the case.
inline bool isThoughtOf(const CaseStep &step)
{
    return QTest::qVerify(step.ask || !step.unmet.isEmpty(), "step.ask || !step.unmet.isEmpty()",
        "No step here says what our client makes of this case, or why it never meets it.", __FILE__, __LINE__);
}

inline QByteArray plainPath(const Asked &asked) { return QByteArray::fromPercentEncoding(asked.path); }

/// The request of a case is what was asked; our own size of a page and what is shown with it aside.
inline bool isAskedFor(const nlohmann::json &one, const Asked &asked)
{
    const QByteArray path = QByteArray::fromStdString(one["path"].get<std::string>());
    const qsizetype mark = path.indexOf('?');
    if (asked.method.toStdString() != one["method"] || plainPath(asked) != (mark < 0 ? path : path.left(mark)))
        return false;
    const QList<QByteArray> sent = asked.query.split('&');
    const QList<QByteArray> wanted = mark < 0 ? QList<QByteArray>() : path.mid(mark + 1).split('&');
    if (asked.query.contains("starting_after=") && !path.contains("starting_after="))
        return false;
    return std::all_of(wanted.begin(), wanted.end(), [&sent](const QByteArray &pair) {
        return pair.startsWith("limit=") || pair.startsWith("views=") || sent.contains(pair);
    });
}

/// A server that answers the one case, as often as `times` says, and everything else as its service does usually.
class CaseServer {
public:
    CaseServer(const Recordings &recordings, const nlohmann::json &one, int times) : m_recordings(recordings), m_case(one), m_left(times) {}
    Answer answer(const Asked &asked)
    {
        if (isAskedFor(m_case, asked)) {
            met << asked;
            if (m_left-- > 0)
                return m_recordings.answer(m_case);
        }
        const nlohmann::json *usual = nullptr;
        for (const auto &one : m_recordings.cases()) {
            const bool plain = one["status"] == 200 && (!one.contains("profile") || one["profile"] == "runtime");
            // The one that says the most about what it is for.
            if (plain && isAskedFor(one, asked) && (!usual || one["path"].get<std::string>().size() > (*usual)["path"].get<std::string>().size()))
                usual = &one;
        }
        return usual ? m_recordings.answer(*usual) : Answer{.status = 404, .body = {}, .contentType = {}};
    }
    QList<Asked> met; ///< requests that were the case's

private:
    const Recordings &m_recordings;
    nlohmann::json m_case;
    int m_left;
};

} // namespace assay::test
