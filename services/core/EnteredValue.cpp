#include "services/core/EnteredValue.h"

#include "services/core/JsonMembers.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace assay {

/// Undefined: it is no JSON value, or more than one.
static QJsonValue oneValue(const QByteArray &text)
{
    const QJsonArray array = QJsonDocument::fromJson('[' + text + ']').array();
    return array.size() == 1 ? array.first() : QJsonValue(QJsonValue::Undefined);
}

bool isJsonValue(const QString &text) { return !oneValue(text.toUtf8()).isUndefined(); }
QString unquoted(const QString &json) { return oneValue(json.toUtf8()).toString(); }

QString enteredText(const JsonText &value)
{
    const QString written = QString::fromUtf8(value.text);
    const QJsonValue read = oneValue(value.text);
    return read.isString() && !isJsonValue(read.toString()) ? read.toString() : written;
}

JsonText enteredValue(const QString &text)
{
    const QByteArray trimmed = text.trimmed().toUtf8();
    const QJsonValue read = oneValue(trimmed);
    return read.isUndefined() || read.isNull() ? jsonText(text) : JsonText{trimmed}; // as it is written, so that no digit is lost
}

} // namespace assay
