#pragma once

#include "tests/client/TestServer.h"
#include "tests/support/Places.h"

#include <nlohmann/json.hpp>

#include <QFile>

namespace assay::test {

/// The recorded answers of a service (tests/data/NAME/cases.json) for a scripted server: the bytes as they are, never made here.
class Recordings {
public:
    explicit Recordings(const QString &service) : m_folder(test::testData("/") + service)
    {
        const QByteArray text = body(QStringLiteral("cases.json"));
        m_cases = nlohmann::json::parse(text.begin(), text.end());
    }
    /// A file of the recordings.
    QByteArray body(const QString &file) const
    {
        QFile in(m_folder + QLatin1Char('/') + file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    const nlohmann::json &cases() const { return m_cases; }
    /// The answer of one case.
    Answer answer(const nlohmann::json &one) const
    {
        Answer out;
        out.status = one["status"].get<int>();
        out.body = body(QString::fromStdString(one["body_file"].get<std::string>()));
        out.contentType = one["content_type"].is_string() ? QByteArray::fromStdString(one["content_type"].get<std::string>()) : QByteArray();
        if (one.contains("response_headers")) {
            for (const auto &[name, value] : one["response_headers"].items())
                out.headers.append({QByteArray::fromStdString(name), QByteArray::fromStdString(value.get<std::string>())});
        }
        return out;
    }
    Answer named(const char *name) const
    {
        for (const auto &one : m_cases) {
            if (one["name"] == name)
                return answer(one);
        }
        return {.status = 599, .body = QByteArray("no recording ") + name};
    }

private:
    QString m_folder;
    nlohmann::json m_cases;
};

} // namespace assay::test
