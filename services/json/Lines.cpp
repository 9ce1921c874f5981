#include "services/json/Lines.h"

#include <yaml-cpp/yaml.h>

namespace assay::json {

namespace {

constexpr int maxDepth = 100;
constexpr qsizetype maxMembers = 100000;

QString escaped(const std::string &key)
{
    return QString::fromStdString(key).replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

void collect(const YAML::Node &node, const QString &pointer, int line, int depth, QHash<QString, int> &lines)
{
    if (depth > maxDepth || lines.size() >= maxMembers)
        return;
    lines.insert(pointer, line);
    if (node.IsMap()) {
        for (const auto &member : node) {
            // The key's line: a value may begin on the next one.
            if (member.first.IsScalar())
                collect(member.second, pointer + QLatin1Char('/') + escaped(member.first.Scalar()), member.first.Mark().line + 1, depth + 1, lines);
        }
    } else if (node.IsSequence()) {
        for (std::size_t i = 0; i < node.size(); ++i)
            collect(node[i], pointer + QLatin1Char('/') + QString::number(i), node[i].Mark().line + 1, depth + 1, lines);
    }
}

} // namespace

QHash<QString, int> linesOf(const QByteArray &text)
{
    QHash<QString, int> lines;
    try {
        const YAML::Node node = YAML::Load(text.toStdString());
        collect(node, {}, node.Mark().line + 1, 0, lines);
    } catch (const YAML::Exception &) {
        lines.clear();
    }
    return lines;
}

int lineOf(const QHash<QString, int> &lines, QString pointer)
{
    while (!lines.contains(pointer) && !pointer.isEmpty())
        pointer.truncate(qMax(qsizetype(0), pointer.lastIndexOf(QLatin1Char('/'))));
    return lines.value(pointer);
}

} // namespace assay::json
