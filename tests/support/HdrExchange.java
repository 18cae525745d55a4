import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The other end of tst_hdrjava: HdrHistogram's own implementation. Reads commands from standard
 * input, one a line, and answers each with lines of which the last is a dot.
 *
 * <pre>
 * describe BASE64                              count min max mean, then a value for each percentile
 * distribution BASE64                          the percentile distribution, in milliseconds
 * log FILE                                     "tag start end count max" for each interval
 * encode FORM DIGITS LOWEST HIGHEST VALUE:COUNT...   base64; FORM: compressed, plain or shifted
 * </pre>
 */
public final class HdrExchange {
    private static final double[] PERCENTILES = {0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            answer(line.split(" "));
            System.out.print(".\n");
            System.out.flush();
        }
    }

    private static void answer(String[] words) throws Exception {
        switch (words[0]) {
            case "describe":
                describe(decoded(words[1]));
                break;
            case "distribution":
                decoded(words[1]).outputPercentileDistribution(System.out, 5, 1e6);
                break;
            case "log":
                log(new File(words[1]));
                break;
            case "encode":
                System.out.print(encoded(words) + "\n");
                break;
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private static Histogram decoded(String base64) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    }

    private static void describe(Histogram values) {
        System.out.printf(Locale.US, "%d %d %d %.3f\n", values.getTotalCount(),
                values.getMinNonZeroValue(), values.getMaxValue(), values.getMean());
        for (double percentile : PERCENTILES) {
            System.out.printf(Locale.US, "%s %d\n", percentile,
                    values.getValueAtPercentile(percentile));
        }
    }

    private static void log(File file) throws Exception {
        HistogramLogReader reader = new HistogramLogReader(file);
        while (reader.hasNext()) {
            Histogram values = (Histogram) reader.nextAbsoluteIntervalHistogram(0.0, 1e12);
            if (values == null) {
                break;
            }
            String tag = values.getTag() == null ? "-" : values.getTag();
            System.out.printf(Locale.US, "%s %d %d %d %d\n", tag, values.getStartTimeStamp(),
                    values.getEndTimeStamp(), values.getTotalCount(), values.getMaxValue());
        }
        reader.close();
    }

    private static String encoded(String[] words) {
        Histogram values = new Histogram(Long.parseLong(words[3]), Long.parseLong(words[4]),
                Integer.parseInt(words[2]));
        for (String word : Arrays.copyOfRange(words, 5, words.length)) {
            String[] parts = word.split(":");
            values.recordValueWithCount(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
        if (words[1].equals("shifted")) {
            values.shiftValuesLeft(1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.getNeededByteBufferCapacity() + 1024);
        int length = words[1].equals("plain")
                ? values.encodeIntoByteBuffer(bytes)
                : values.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_COMPRESSION);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }
}
