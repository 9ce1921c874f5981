#include "services/authoring/JsonVariant.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace assay {

using Json = nlohmann::json;

QVariant toVariant(const Json &value)
{
    switch (value.type()) {
    case Json::value_t::object: {
        QVariantMap out;
        for (auto it = value.begin(); it != value.end(); ++it)
            out.insert(QString::fromStdString(it.key()), toVariant(it.value()));
        return out;
    }
    case Json::value_t::array: {
        QVariantList out;
        for (const Json &item : value)
            out << toVariant(item);
        return out;
    }
    case Json::value_t::string: return QString::fromStdString(value.get_ref<const std::string &>());
    case Json::value_t::boolean: return value.get<bool>();
    case Json::value_t::number_integer: return qlonglong(value.get<qint64>());
    case Json::value_t::number_unsigned: {
        const quint64 number = value.get<quint64>();
        return number <= quint64(std::numeric_limits<qint64>::max()) ? QVariant(qlonglong(number)) : QVariant(qulonglong(number));
    }
    case Json::value_t::number_float: return value.get<double>();
    default: return QVariant::fromValue(nullptr);
    }
}

Json toJson(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QVariantMap: {
        Json out = Json::object();
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            out[it.key().toStdString()] = toJson(it.value());
        return out;
    }
    case QMetaType::QVariantList:
    case QMetaType::QStringList: {
        Json out = Json::array();
        for (const QVariant &item : value.toList())
            out.push_back(toJson(item));
        return out;
    }
    case QMetaType::Bool: return value.toBool();
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong: return qint64(value.toLongLong());
    case QMetaType::ULongLong: return quint64(value.toULongLong());
    case QMetaType::Double: {
        const double number = value.toDouble();
        // A whole number without its point, as it was most likely typed.
        return std::abs(number) < 1e15 && std::trunc(number) == number ? Json(qint64(number)) : Json(number);
    }
    case QMetaType::QString: return value.toString().toStdString();
    default: return nullptr;
    }
}

bool sameValue(const QVariant &a, const QVariant &b)
{
    return a.isValid() == b.isValid() && (!a.isValid() || toJson(a) == toJson(b));
}

} // namespace assay
