#pragma once

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

namespace assay {

/// A part of a line that a program coloured for a terminal.
struct LogSpan {
    int start = 0, length = 0;
    int colour = -1; ///< 0..7: black, red, green, yellow, blue, magenta, cyan, white; -1: as the rest
    bool bold = false;
    bool operator==(const LogSpan &) const = default;
};

enum class LogLevel { None, Debug, Info, Warning, Error };

/// A line for the screen: text without escape sequences and other control characters, with the colours that they asked for.
struct LogText {
    QString text;
    QList<LogSpan> spans; ///< ascending, without overlaps; plain parts have none
};

/// One line as a program wrote it, without its end. Of a progress line that was written over only the last state counts. Any thread.
LogText logText(const QByteArray &bytes);
/// The level that the line names; None: it names none, as the lines of a stack trace.
LogLevel logLevel(const QString &text);

} // namespace assay

Q_DECLARE_METATYPE(assay::LogText)
