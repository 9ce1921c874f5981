#pragma once

#include "tests/support/Places.h"
#include <nlohmann/json.hpp>

#include <QFile>
#include <QString>

namespace assay::test {

/// A recorded answer of the released EvalHub server (tests/data/evalhub).
inline nlohmann::json golden(const char *name)
{
    QFile file(test::testData("/evalhub/%1.json").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    return nlohmann::json::parse(text.begin(), text.end());
}

inline QByteArray goldenBody(const char *name)
{
    const auto body = golden(name)["response"]["body"];
    return QByteArray::fromStdString(body.is_string() ? body.get<std::string>() : body.dump());
}

inline int goldenStatus(const char *name)
{
    return golden(name)["response"]["status"].get<int>();
}

} // namespace assay::test
