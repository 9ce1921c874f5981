#pragma once

#include "services/core/JsonText.h"

#include <QList>
#include <QString>

// The members of a free JSON object one by one, each value's own text untouched. Pure functions, any thread.

namespace assay {

struct JsonMember {
    QString name;
    JsonText value;
    bool operator==(const JsonMember &) const = default;
};

/// In their order; empty when the text is absent or no object. The text has to be valid JSON.
QList<JsonMember> jsonMembers(const JsonText &object);
JsonText jsonObject(const QList<JsonMember> &members);
JsonText jsonText(const QString &value);
/// The shortest text that reads back to the same number; none for NaN and infinities.
JsonText jsonText(double value);

} // namespace assay
