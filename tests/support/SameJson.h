#pragma once

#include <nlohmann/json.hpp>

#include <QTest>

namespace assay::test {

using Json = nlohmann::json;

/// QCOMPARE itself stumbles over json's conversions.
#define SAME_JSON(actual, expected) \
    QCOMPARE(QByteArray::fromStdString(assay::test::Json(actual).dump()), QByteArray::fromStdString(assay::test::Json(expected).dump()))

} // namespace assay::test
